"""Firebird: a file through the engine of firebird-embedded, or a server over the network.

The engine opens a file for one process at a time: a file that a server holds open is read
through that server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyarrow.compute as pc

from orchestration.ingestion.batch import Batch, ReadError, SourceAway
from orchestration.ingestion.connectors import firebird_engine, rows

OPTIONS = rows.OPTIONS | {
    "charset": {
        "type": "string",
        "default": "UTF8",
        "description": "Character set of the connection: for old databases whose text names "
        "none, the one it was written in (WIN1252).",
    }
}
LOGIN_REFUSED = 335544472
SHUT_DOWN = {335544528, 335544856}
"""Codes of Firebird: the database or the connection was shut down."""

RENDERED = (Decimal, date, time, type(None))
"""Types that the server renders: it knows the scale, and does it faster than the driver.

The driver tells no type of time zones, INT128 and DECFLOAT.
"""


def extract(url: str, options: Mapping[str, Any], since: str | None) -> Iterator[Batch]:
    """The rows of one snapshot, all text: ISO 8601, decimals with their scale, bytes as hex.

    ``url`` is the path of a file or firebird://<user>:<password>@host:port/path. With ``since``
    only rows whose watermark is not lower, or null. Raises SourceAway, ReadError or
    DriverMissing, wherever in the stream.
    """
    firebird_engine.load()
    what = rows.named(options)
    with connect(url, options) as cursor, errors(what, url):
        source = source_of(cursor, options, what)
        cursor.execute(f"select * from {source} where 1 = 0")
        kinds = {field[0]: field[1] or type(None) for field in cursor.description}
        names = list(kinds)
        cells = [
            f"cast({quoted(name)} as varchar(64))" if issubclass(kind, RENDERED) else quoted(name)
            for name, kind in kinds.items()
        ]
        command, given = f"select {', '.join(cells)} from {source}", []
        watermark = rows.watermark_of(options, names, what)
        if watermark is not None and since is not None:
            stamp = quoted(names[watermark])
            command += f" where {stamp} >= ? or {stamp} is null"
            given = [rows.bound(since, kinds[names[watermark]])]
        cursor.execute(command, given)
        times = [place for place, kind in enumerate(kinds.values()) if kind in (datetime, time)]
        for batch in rows.batches(names, cursor.fetchmany):
            yield trimmed(batch, times)


def trimmed(batch: Batch, places: list[int]) -> Batch:
    """``batch`` without the zeros that end fractions of seconds: the server writes four digits."""
    table = batch.columns
    for place in places:
        cells = pc.ascii_rtrim(pc.ascii_rtrim(table.column(place), "0"), ".")
        table = table.set_column(place, table.field(place), cells)
    return replace(batch, columns=table)


def quoted(name: str) -> str:
    """``name`` as an identifier."""
    return '"{}"'.format(name.replace('"', '""'))


def source_of(cursor: Any, options: Mapping[str, Any], what: str) -> str:
    """The table under the name it has in the catalog (mostly upper case), or the query."""
    if "query" in options:
        return f"(\n{rows.query_of(options)}\n) q"
    cursor.execute("select trim(rdb$relation_name) from rdb$relations")
    names = [name for (name,) in cursor.fetchall()]
    table = options["table"]
    if table not in names and table.upper() not in names:
        raise ReadError(f"there is no table {what}")
    return quoted(table if table in names else table.upper())


@contextmanager
def connect(url: str, options: Mapping[str, Any]) -> Iterator[Any]:
    """A cursor whose one transaction reads one snapshot and writes nothing."""
    from firebird.driver import DatabaseError, Isolation, TraAccessMode, tpb
    from firebird.driver import connect as attach

    try:
        target, user, password = target_of(url)
        connection = attach(
            target, user=user, password=password, charset=options.get("charset", "UTF8")
        )
    except ValueError:  # its message may show the password
        raise ReadError(f"{place(url)}: not a Firebird URL") from None
    except DatabaseError as error:
        if LOGIN_REFUSED in (error.gds_codes or ()):
            raise ReadError(f"{place(url)}: user or password refused") from None
        raise SourceAway(f"{place(url)}: {rows.words(error)}") from None
    try:
        snapshot = tpb(Isolation.SNAPSHOT, access_mode=TraAccessMode.READ)
        cursor = connection.transaction_manager(default_tpb=snapshot).cursor()
        cursor.stream_blob_threshold = 2**31 - 1  # a blob is a value like any other
        yield cursor
    finally:
        with suppress(DatabaseError):  # nothing to close where the server is gone
            connection.close()


def place(url: str) -> str:
    """Where ``url`` leads, without the password."""
    return rows.place(url) if "://" in url else url


def target_of(url: str) -> tuple[str, str, str | None]:
    """Firebird's own name of the database, user, password; ValueError where it is none."""
    if "://" not in url:
        if not Path(url).is_file():
            raise SourceAway(f"{url}: no such file")
        return url, "SYSDBA", None
    parts = urlsplit(url)
    path = unquote(parts.path)
    if re.fullmatch(r"/(\w+|[A-Za-z]:.*)", path):  # an alias, or a path of Windows
        path = path[1:]
    if not parts.hostname or not path:
        raise ValueError
    password = unquote(parts.password) if parts.password else None
    return f"{parts.hostname}/{parts.port or 3050}:{path}", unquote(parts.username or ""), password


@contextmanager
def errors(what: str, url: str) -> Iterator[None]:
    """Errors of the driver as ours; the server's words only where they can't hold row content."""
    from firebird.driver import DatabaseError

    try:
        yield
    except UnicodeDecodeError:
        raise ReadError(f"{what}: text in another character set; see option charset") from None
    except DatabaseError as error:
        state = error.sqlstate or ""
        if state.startswith("08") or SHUT_DOWN & set(error.gds_codes or ()):
            raise SourceAway(f"{place(url)}: {rows.words(error)}") from None
        words = " ".join(str(error).split()) if state.startswith("42") else "the server refused"
        raise ReadError(f"{what}: {words} ({state})") from None
