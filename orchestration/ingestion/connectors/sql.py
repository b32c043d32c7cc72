"""Any database that SQLAlchemy knows, by its URL; rows are streamed, values rendered here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from orchestration.ingestion.batch import Batch, DriverMissing, ReadError, SourceAway
from orchestration.ingestion.connectors import rows

if TYPE_CHECKING:
    import sqlalchemy as sa

OPTIONS = rows.OPTIONS | {
    "isolation_level": {
        "type": "string",
        "description": "As SQLAlchemy names it. One select is one snapshot in PostgreSQL, MySQL, "
        "Oracle and SQLite; SQL Server needs SNAPSHOT.",
    }
}


def extract(url: str, options: Mapping[str, Any], since: str | None) -> Iterator[Batch]:
    """The rows of one select, all text as ``rows.text_of`` renders them; nothing is committed.

    With ``since`` only rows whose watermark is not lower, or null. Raises SourceAway,
    ReadError or DriverMissing, wherever in the stream.
    """
    try:
        import sqlalchemy as sa
    except ImportError:
        raise DriverMissing(
            "SQLAlchemy is missing; get it: pip install 'claimhouse[postgres]'"
        ) from None
    what = rows.named(options)
    with connect(url, options) as connection:
        source = source_of(options)
        everything = sa.select(sa.text("*")).select_from(source)
        with errors(what, url, is_probe=True):
            nothing = connection.execute(everything.where(sa.false()))
            names = list(nothing.keys())
            nothing.close()
            watermark = rows.watermark_of(options, names, what)
        with errors(what, url):
            chosen = everything
            if watermark is not None and since is not None:
                name = sa.sql.quoted_name(names[watermark], quote=True)
                stamp: sa.ColumnElement[Any] = sa.column(name)
                low = bound(connection, source, stamp, since)
                chosen = everything.where((stamp >= low) | stamp.is_(None))
            stream = connection.execution_options(stream_results=True).execute(chosen)
            yield from rows.batches(names, stream.fetchmany)


def source_of(options: Mapping[str, Any]) -> sa.FromClause:
    """The table, or the query as a table."""
    import sqlalchemy as sa

    if "query" in options:
        text = rows.query_of(options).replace(":", "\\:")  # a colon is no parameter
        return sa.text(f"{text}\n").columns().subquery("q")
    name, schema = (
        sa.sql.quoted_name(options[each], quote=True) if each in options else None
        for each in ("table", "schema")
    )
    assert name is not None
    return sa.table(name, schema=schema)


def bound(
    connection: sa.Connection, source: sa.FromClause, stamp: sa.ColumnElement[Any], since: str
) -> Any:
    """``since`` as the type that the watermark's values have in Python."""
    import sqlalchemy as sa

    found = connection.execution_options(stream_results=True).execute(
        sa.select(stamp).select_from(source).where(stamp.is_not(None))
    )
    value = found.scalar()
    found.close()
    given = rows.bound(since, type(value))
    if isinstance(value, datetime) and value.tzinfo and isinstance(given, datetime):
        return given if given.tzinfo else given.replace(tzinfo=UTC)
    return given


@contextmanager
def connect(url: str, options: Mapping[str, Any]) -> Iterator[sa.Connection]:
    """A connection that is closed after; its transaction is rolled back."""
    import sqlalchemy as sa

    level = options.get("isolation_level")
    try:
        engine = sa.create_engine(
            url, poolclass=sa.NullPool, **({"isolation_level": level} if level else {})
        )
    except (sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
        raise DriverMissing(f"{rows.place(url)}: no driver for this URL ({error})") from None
    except (sa.exc.ArgumentError, ValueError):  # its message may show the password
        raise ReadError(f"{rows.place(url)}: not a database URL") from None
    with errors("connection", url):
        connection = engine.connect()
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def errors(what: str, url: str, is_probe: bool = False) -> Iterator[None]:
    """Errors of the driver as ours; its words only where no row has been read."""
    import sqlalchemy as sa

    try:
        yield
    except sa.exc.DBAPIError as error:
        kind = type(error.orig).__name__
        is_away = isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)
        if error.connection_invalidated or (is_away and not is_probe):
            raise SourceAway(f"{rows.place(url)}: {kind}") from None
        words = str(error.orig).splitlines()[0] if is_probe else kind
        raise ReadError(f"{what}: {words}") from None
