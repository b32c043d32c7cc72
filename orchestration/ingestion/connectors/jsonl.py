"""JSON lines: one object a line, every value as the text that it is in the file.

Strings come decoded, numbers with the digits they are written with (1.10 stays 1.10), booleans
as ``true`` and ``false``, null and missing keys as null, objects and lists as their JSON text.
A line that is no object, is cut short, or names a key twice is a rejected row. Blank lines are
no rows and are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from orchestration.ingestion.batch import BATCH_BYTES, BATCH_ROWS, Batch, ReadError
from orchestration.ingestion.connectors.text import (
    ENCODING_MARKS,
    UNDECODED,
    escaped,
    open_text,
    physical_lines,
)

KEEPS_RAW = False

OPTIONS: dict[str, Any] = {
    "encoding": {
        "type": "string", "minLength": 1,
        "description": "Name of the encoding, as Python knows it; by default what the byte order"
        " mark says, else UTF-8.",
    },
}  # fmt: skip

HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
"""A character above U+FFFF is escaped in two halves; one half alone is no text."""

Cells = dict[str, str | None]
Record = tuple[int, Cells, str | None, str | None]
"""Line number, cells, raw text, error."""


class Number(str):
    """A number as it is written, to tell it from a string inside of lists and objects."""


class Rejected(Exception):  # noqa: N818
    """A line is no row; the message is the reason, without its content."""


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch]:
    """Objects of ``path`` in batches; the columns are the keys of a batch's rows, as they appear.

    ``source_rows`` are line numbers, from 1. Rejected rows, and they alone, have ``texts`` and
    ``errors``. Raises ReadError if the file is empty or has a line longer than
    ``text.LONGEST_LINE``.
    """
    with path.open("rb") as raw:
        head = raw.read(3)
    if not head:
        raise ReadError("empty file")
    marked = (name for mark, name in ENCODING_MARKS.items() if head.startswith(mark))
    encoding = options.get("encoding") or next(marked, "utf-8")
    found: list[Record] = []
    size, is_empty = 0, True
    with open_text(path, encoding, newline="\n") as stream:
        for number, line in enumerate(physical_lines(stream), start=1):
            if not line.strip():
                continue
            if found and (size + len(line) > BATCH_BYTES or len(found) == BATCH_ROWS):
                yield batch_of(found)
                found, size = [], 0
            try:
                found.append((number, cells_of(line, encoding), None, None))
            except Rejected as reason:
                found.append((number, {}, escaped(line), str(reason)))
            size, is_empty = size + len(line), False
    if found or is_empty:
        yield batch_of(found)


def cells_of(line: str, encoding: str) -> Cells:
    """The cells of one line by their keys; raises Rejected."""
    if not line.isascii() and UNDECODED.search(line):
        raise Rejected(f"line has bytes that are not {encoding}")
    try:
        is_flat = "[" not in line and line.count("{") < 2
        pairs = (parse if is_flat else parse_nested)(line)
        if not isinstance(pairs, tuple):
            raise Rejected("line is not a JSON object")
        cells = {key: cell_of(value) for key, value in pairs}
    except RecursionError as error:
        raise Rejected("line is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise Rejected(f"not JSON from character {error.pos + 1}") from error
    if len(cells) != len(pairs):
        raise Rejected(f"object has {len(pairs)} keys, {len(cells)} of them different")
    if "\\u" in line and HALF_PAIR.search(line) and UNDECODED.search(json_of(pairs)):
        raise Rejected("line has half a character (a lone surrogate)")
    return cells


def refuse(word: str) -> None:
    """NaN and Infinity are not JSON."""
    raise Rejected(f"{word} is not JSON")


def parser(number: type[str]) -> Callable[[str], Any]:
    """A parser of JSON that makes a tuple of pairs of an object and a ``number`` of a number."""
    return json.JSONDecoder(
        object_pairs_hook=tuple, parse_int=number, parse_float=number, parse_constant=refuse
    ).decode


parse, parse_nested = parser(str), parser(Number)


def cell_of(value: Any) -> str | None:
    """A value as a cell."""
    return value if isinstance(value, str | None) else json_of(value)


def json_of(value: Any) -> str:
    """A parsed value as JSON text again; numbers as they were written, objects are tuples."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, tuple):
        return f"{{{', '.join(f'{json_of(key)}: {json_of(item)}' for key, item in value)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(json_of, value))}]"
    return json.dumps(value, ensure_ascii=False)


def batch_of(found: list[Record]) -> Batch:
    """The records as a batch; a key that a row lacks is null there."""
    numbers, rows, texts, errors = zip(*found, strict=True) if found else ((), (), (), ())
    names = list(dict.fromkeys(name for cells in rows for name in cells))
    columns = {name: pa.array([cells.get(name) for cells in rows], pa.string()) for name in names}
    without = pa.table({"": pa.nulls(len(rows))})  # keeps the number of rows if there are no keys
    return Batch(
        pa.table(columns) if names else without.select([]),
        pa.array(numbers, pa.int64()),
        pa.array(texts, pa.string()),
        pa.array(errors, pa.string()),
    )
