"""What the connectors of databases share: options, names, and values as text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa

from orchestration.ingestion.batch import BATCH_BYTES, BATCH_ROWS, Batch, ReadError

FIRST_BATCH_ROWS = 100
"""Rows of the first batch; its size tells how many the next may have."""

OPTIONS: dict[str, Any] = {
    "table": {"type": "string", "minLength": 1, "description": "The table or view to read."},
    "schema": {"type": "string", "minLength": 1, "description": "The table's schema."},
    "query": {"type": "string", "minLength": 1, "description": "A select, in place of a table."},
    "watermark": {
        "type": "string",
        "minLength": 1,
        "description": "The column with a row's last change (a date or a timestamp): only rows "
        "changed since the last landing are read, and rows where it is null.",
    },
    "overlap": {
        "type": "integer",
        "minimum": 0,
        "default": 1440,
        "description": "Minutes before the highest landed watermark that are read again: longer "
        "than the longest transaction of the source.",
    },
    "key": {
        "type": "array",
        "items": {"type": "string"},
        "description": "The columns that tell the table's rows apart.",
    },
}
"""JSON Schema properties of the options that every connector of databases takes."""


def place(url: str) -> str:
    """Where ``url`` leads; no part of a password, even of one that is written wrongly."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{re.split('[?&#]', rest.rpartition('@')[2])[0]}" if rest else "database"


def words(error: BaseException) -> str:
    """First line of a driver's message without what it quotes, which may come from the URL."""
    return re.sub('"[^"]*"', "…", (str(error).splitlines() or [type(error).__name__])[0])


def named(options: Mapping[str, Any]) -> str:
    """What is read, to be shown: the table with its schema, or ``query``; else ReadError."""
    if ("table" in options) == ("query" in options):
        raise ReadError("one of the options table and query is needed")
    return ".".join(options[each] for each in ("schema", "table") if each in options) or "query"


def query_of(options: Mapping[str, Any]) -> str:
    """The query as it can stand in parentheses, between line ends (it may end in a comment)."""
    return str(options["query"]).rstrip("; \t\r\n")


def unique(names: Sequence[str]) -> list[str]:
    """``names`` with a number at each that stood before: ``x``, ``x (2)``."""
    found: dict[str, None] = {}
    for name in names:
        copies = (f"{name} ({number})" for number in range(2, len(names) + 2))
        found[name if name not in found else next(c for c in copies if c not in found)] = None
    return list(found)


def find(name: str, names: Sequence[str], what: str) -> int:
    """Position of ``name``, in whatever case it stands once; ReadError where it is not there."""
    if name in names:
        return names.index(name)
    alike = [place for place, each in enumerate(names) if each.lower() == name.lower()]
    if len(alike) != 1:
        raise ReadError(f"{what} has no column {name!r}; it has {', '.join(names)}")
    return alike[0]


def watermark_of(options: Mapping[str, Any], names: Sequence[str], what: str) -> int | None:
    """Position of the watermark; ReadError where it or a column of the key is not there."""
    for name in options.get("key", []):
        find(name, names, what)
    return find(options["watermark"], names, what) if "watermark" in options else None


def bound(since: str, kind: type) -> Any:
    """``since`` as a value of ``kind``, a date or a datetime; else as text."""
    if issubclass(kind, date):
        moment = datetime.fromisoformat(since)
        return moment if issubclass(kind, datetime) else moment.date()
    return since


def moment(value: datetime) -> str:
    """ISO 8601 without the zeros that end a fraction; with a time zone in UTC."""
    if value.tzinfo:
        return f"{moment(value.astimezone(UTC).replace(tzinfo=None))}+00"
    text = value.isoformat(" ")
    return text.rstrip("0") if value.microsecond else text


def structure(value: Any) -> str:
    """JSON text."""
    return json.dumps(value, ensure_ascii=False, default=text_of)


TEXT: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    Decimal: "{:f}".format,
    datetime: moment,
    date: date.isoformat,
    time: time.isoformat,
    bytes: lambda value: f"\\x{value.hex()}",
    dict: structure,
    list: structure,
}
TEXT |= {bytearray: TEXT[bytes], memoryview: TEXT[bytes], tuple: structure}


def text_of(value: Any) -> str | None:
    """``value`` as text, like PostgreSQL renders it: ISO 8601, decimals with their scale."""
    return None if value is None else TEXT.get(type(value), str)(value)


def batches(
    names: Sequence[str], fetch: Callable[[int], Sequence[Sequence[Any]]]
) -> Iterator[Batch]:
    """The rows that ``fetch(count)`` gives until it gives none; at least one batch."""
    columns, done, count = unique(names), 0, FIRST_BATCH_ROWS
    while (rows := fetch(count)) or not done:
        cells = zip(*rows, strict=True) if rows else ([] for _ in columns)
        arrays = [pa.array(map(text_of, column), pa.string()) for column in cells]
        table = pa.table(dict(zip(columns, arrays, strict=True)))
        yield Batch(table, numbers(done, len(rows)))
        if not rows:
            return
        done += len(rows)
        count = max(1, min(BATCH_ROWS, BATCH_BYTES * len(rows) // max(table.nbytes, 1)))


def numbers(done: int, count: int) -> pa.Array:
    """The numbers of the ``count`` rows that follow on ``done``."""
    return pa.array(range(done + 1, done + count + 1), pa.int64())
