"""PostgreSQL: COPY, so that the server renders every value, parsed by Arrow batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import csv

from orchestration.ingestion.batch import (
    BATCH_BYTES,
    BATCH_ROWS,
    Batch,
    DriverMissing,
    ReadError,
    SourceAway,
)
from orchestration.ingestion.connectors import rows

if TYPE_CHECKING:
    import psycopg
    from psycopg import Copy

OPTIONS = rows.OPTIONS
DEFAULTS = {"connect_timeout": "15", "client_encoding": "utf8"}
"""Of a connection, where its URL says nothing else; seconds."""

BOOLEAN = 16

SETTINGS = """
    set local datestyle = 'ISO, YMD';
    set local intervalstyle = 'iso_8601';
    set local timezone = 'UTC';
    set local bytea_output = 'hex';
    set local extra_float_digits = 1;
"""
"""A server may be set up to render otherwise."""


def extract(url: str, options: Mapping[str, Any], since: str | None) -> Iterator[Batch]:
    """The rows of one snapshot, all text: ISO 8601 in UTC, bytea as hex, null apart from ''.

    With ``since`` only rows whose watermark is not lower, or null. Raises SourceAway,
    ReadError or DriverMissing, wherever in the stream.
    """
    try:
        from psycopg import sql
    except ImportError:
        raise DriverMissing(
            "PostgreSQL's driver is missing; get it: pip install 'claimhouse[postgres]'"
        ) from None
    what = rows.named(options)
    with errors(what, url), connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        source: sql.Composable = sql.Identifier(*what_of(options))
        if "query" in options:
            source = sql.SQL("(\n{}\n) q").format(sql.SQL(rows.query_of(options)))
        cursor.execute(sql.SQL("select * from {} limit 0").format(source))
        fields = cursor.description or []
        names = [field.name for field in fields]
        watermark = rows.watermark_of(options, names, what)
        aliases = [sql.Identifier(f"c{place}") for place in range(len(fields))]
        cells = [
            sql.SQL("{}::text").format(alias) if field.type_code == BOOLEAN else alias
            for alias, field in zip(aliases, fields, strict=True)
        ]
        command = sql.SQL(
            "copy (select {} from (select * from {}) r ({}){}) to stdout (format csv)"
        )
        where: sql.Composable = sql.SQL("")
        if watermark is not None and since is not None:
            # a literal without a type takes that of the column it is compared with
            where = sql.SQL(" where {0} >= {1} or {0} is null").format(aliases[watermark], since)
        comma = sql.SQL(", ")
        copy = command.format(comma.join(cells), source, comma.join(aliases), where)
        with cursor.copy(copy) as stream:
            yield from parsed(stream, rows.unique(names), connection.info.encoding)


def what_of(options: Mapping[str, Any]) -> list[str]:
    """The parts of the table's name."""
    return [options[each] for each in ("schema", "table") if each in options] or [""]


@contextmanager
def connect(url: str) -> Iterator[psycopg.Connection]:
    """A connection whose one transaction reads one snapshot and writes nothing."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        given = DEFAULTS | conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # its message may show the password
        raise ReadError(f"{rows.place(url)}: not a PostgreSQL URL") from None
    with psycopg.connect(make_conninfo("", **given)) as connection:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield connection


@contextmanager
def errors(what: str, url: str) -> Iterator[None]:
    """Errors of the driver as ours; the server's words only where they can't hold row content."""
    import psycopg

    try:
        yield
    except psycopg.OperationalError as error:
        is_from_server = error.sqlstate is not None
        words = type(error).__name__ if is_from_server else rows.words(error)
        raise SourceAway(f"{rows.place(url)}: {words}") from None
    except psycopg.Error as error:
        kind = f"{type(error).__name__} ({error.sqlstate})"
        is_syntax = (error.sqlstate or "").startswith("42")
        raise ReadError(f"{what}: {error.diag.message_primary if is_syntax else kind}") from None


def parsed(stream: Copy, names: list[str], encoding: str) -> Iterator[Batch]:
    """Batches of CSV lines, of which ``stream`` gives one row at a time."""
    done = count = 0
    block = bytearray(b"\n")
    for row in stream:
        block += row
        count += 1
        if count == BATCH_ROWS or len(block) >= BATCH_BYTES:
            yield batch(block, names, encoding, done, count)
            done, count, block = done + count, 0, bytearray(b"\n")
    if count or not done:
        yield batch(block, names, encoding, done, count)


def batch(block: bytearray, names: list[str], encoding: str, done: int, count: int) -> Batch:
    """``count`` rows of CSV, below a line to skip: Arrow drops a byte order mark at the start."""
    types = dict.fromkeys(names, pa.string())
    try:
        table = csv.read_csv(
            pa.BufferReader(block),
            csv.ReadOptions(
                column_names=names, skip_rows=1, encoding=encoding, block_size=2 * len(block)
            ),
            csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types=types, null_values=[""], strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid:
        raise ReadError(f"rows {done + 1} to {done + count} can't be read") from None
    if table.num_rows != count:
        raise ReadError(f"{count} rows were sent and {table.num_rows} read")
    return Batch(table, rows.numbers(done, count))
