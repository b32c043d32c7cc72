"""Delimited text (the connector ``csv``): any delimiter and encoding, no cell lost or altered.

The reference is Python's ``csv.reader`` in strict mode. A file is read in blocks of whole lines.
A block first goes to DuckDB, also strict and with every column text; what comes back is used only
if it has a row for every physical line and every byte of the block is accounted for (DuckDB trims
blanks beside quotes and drops an empty last cell in silence). Any other block goes through
``csv.reader``, which reads on to the end of the record that the block cuts in two, so that one bad
row costs its block the speed and nothing more. Blank lines are no rows and are passed over.

A record that csv refuses is one rejected row: its text, and why. Where it goes over several
lines, mostly because a quote never closes, its first line alone is rejected if that is certain:
if each of its other lines, taken by itself, is blank or a whole row of the header's width, of two
columns at least. Else it stays one rejected row, and reading goes on behind it, as csv does.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.ingestion.batch import BATCH_ROWS, Batch, ReadError
from orchestration.ingestion.connectors.text import (
    HEAD_CHARACTERS,
    LONGEST_LINE,
    UNDECODED,
    escaped,
    guess_encoding,
    open_text,
    physical_lines,
    unique_names,
)

KEEPS_RAW = False

OPTIONS: dict[str, Any] = {
    "delimiter": {
        "type": "string", "minLength": 1, "maxLength": 1,
        "description": "One character between the cells of a row; found by looking if not given.",
    },
    "encoding": {
        "type": "string", "minLength": 1,
        "description": "Name of the encoding, as Python knows it; found by looking if not given.",
    },
    "quote": {
        "type": "string", "maxLength": 1,
        "description": "The character around cells, by default a double quote; empty for none.",
    },
    "header_row": {
        "type": "integer", "minimum": 1,
        "description": "Line of the header, from 1 (with columns: of the first row);"
        " the lines above it are not read.",
    },
    "columns": {
        "type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1,
        "uniqueItems": True,
        "description": "Names of the columns of a file without a header.",
    },
}  # fmt: skip

BLOCK_CHARACTERS = 1024 * 1024
"""A file is read in blocks of about this size; memory follows it and not the file's size."""

DELIMITERS = "\t|;^~\x01\x1f,"
"""Likely ones; of two that fit equally well the first is taken: commas stand in text too."""

CONTROL = re.compile(r"[\x00\x02-\x08\x0e-\x1b\x7f-\x9f]")


class Record(NamedTuple):
    """A record: the line it starts at, its cells, or its text and why it can't be used."""

    line: int
    cells: list[str] | None
    text: str | None = None
    error: str | None = None


class Lines:
    """Physical lines, counted; ``taken`` are those since it was last emptied."""

    def __init__(self, lines: Iterator[str], number: int) -> None:
        self.lines, self.number, self.taken = lines, number, list[str]()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.number += 1
        self.taken.append(line)
        return line


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch]:
    """Rows of ``path`` in batches, text as it stands; ``options`` as OPTIONS.

    ``source_rows`` are the physical lines, from 1, at which the records start; LF, CRLF and CR
    each end a line. Rejected rows, and they alone, have ``texts`` and ``errors``. Raises ReadError
    if the file is empty, is no text, or has a header or a line that can't be read.
    """
    csv.field_size_limit(LONGEST_LINE)  # a setting of the process
    names, skip = options.get("columns"), options.get("header_row", 1) - 1
    encoding = options.get("encoding") or guess_encoding(path)
    with open_text(path, encoding, skip) as stream:
        head = stream.read(HEAD_CHARACTERS)
    if not head:
        raise ReadError("empty file")
    if len(CONTROL.findall(head)) > len(head) / 10:
        raise ReadError("binary, not text")
    quote = options.get("quote", '"')
    form = form_of(options.get("delimiter") or guess_delimiter(head, quote, names), quote)
    with open_text(path, encoding, skip) as stream, duckdb.connect(config={"threads": 1}) as db:
        rest, number, is_empty = physical_lines(stream), skip, True
        if names is None:
            lines = Lines(rest, number)
            header = next(records(lines, form, encoding), None)
            if header is None:
                raise ReadError("empty file")
            if header.cells is None:
                raise ReadError(f"header can't be read: {header.error}")
            names, number = unique_names(header.cells), lines.number
        while block := stream.read(BLOCK_CHARACTERS):
            block += next(rest, "")
            ends = block.count("\n") + block.count("\r") - block.count("\r\n")
            end = number + ends + (block[-1] not in "\r\n")
            table = read_strictly(db, block, len(names), form, end - number)
            if table is not None:
                batch = Batch(table.rename_columns(names), pa.array(range(number + 1, end + 1)))
            else:
                lines = Lines(chain(io.StringIO(block, newline=""), rest), number)
                batch = batch_of(list(records(lines, form, encoding, len(names), end)), names)
                end = lines.number
            yield from slices(batch)
            number, is_empty = end, is_empty and not len(batch.source_rows)
        if is_empty:
            yield batch_of([], names)


def form_of(delimiter: str, quote: str) -> dict[str, Any]:
    """Arguments of ``csv.reader``; with ``quote`` empty no character is special in a cell."""
    quoting = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    return {"delimiter": delimiter, "quotechar": quote or None, "quoting": quoting}


def read_strictly(
    db: duckdb.DuckDBPyConnection, block: str, width: int, form: Mapping[str, Any], height: int
) -> pa.Table | None:
    """The block's rows if they are ``height`` and keep every byte, else None."""
    delimiter, quote = form["delimiter"], form["quotechar"] or ""
    names = [f"c{index}" for index in range(width)]
    if width == 1:  # a blank line would be a row here, and is none to csv
        return None
    try:
        content = block.encode()
        table = db.read_csv(
            io.BytesIO(content), columns=dict.fromkeys(names, "VARCHAR"), header=False,
            auto_detect=False, all_varchar=True, strict_mode=True, na_values="",
            force_not_null=names, sep=delimiter, quotechar=quote, escapechar=quote,
        ).to_arrow_table()  # fmt: skip
    except (UnicodeEncodeError, duckdb.Error):
        return None
    if table.num_rows != height:
        return None
    size = (width - 1) * height * len(delimiter.encode())
    size += content.count(b"\n") + content.count(b"\r")
    size += sum(pc.sum(pc.binary_length(column)).as_py() for column in table.columns)
    if quote and quote in block:
        kept = sum(pc.sum(pc.count_substring(column, quote)).as_py() for column in table.columns)
        size += (block.count(quote) - kept) * len(quote.encode())
    return table if size == len(content) else None


def records(
    lines: Lines, form: Mapping[str, Any], encoding: str, width: int = 0, end: float = inf
) -> Iterator[Record]:
    """Records that start before line ``end`` is read; of any width if ``width`` is 0."""
    reader = csv.reader(lines, strict=True, **form)
    while lines.number < end:
        first, lines.taken = lines.number + 1, []
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield from refused(first, lines.taken, str(error), form, width)
            continue
        if cells is None:
            return
        text = "".join(lines.taken)
        if not text.isascii() and UNDECODED.search(text):
            yield Record(first, None, text, f"row has bytes that are not {encoding}")
        elif width and cells and len(cells) != width:
            yield Record(first, None, text, f"row has {len(cells)} cells, header has {width}")
        elif cells:
            yield Record(first, cells)


def refused(
    first: int, taken: list[str], error: str, form: Mapping[str, Any], width: int
) -> Iterator[Record]:
    """The rejected row that csv refused, or its first line and the rows behind it."""
    rows: list[list[str]] = []
    for line in taken[1:]:
        try:
            rows += csv.reader([line], strict=True, **form)
        except csv.Error:
            rows.append([])  # no row by itself
        if UNDECODED.search(line) or (line.strip("\r\n") and len(rows[-1]) != width):
            rows = []
            break
    if width < 2 or not rows:
        reason = f"not CSV: {error}; lines {first} to {first + len(taken) - 1}"
        yield Record(first, None, "".join(taken), reason)
        return
    yield Record(first, None, taken[0], f"not CSV: {error}; the lines behind are whole rows")
    yield from (Record(first + 1 + at, cells) for at, cells in enumerate(rows) if cells)


def batch_of(found: list[Record], names: list[str]) -> Batch:
    """The records as a batch; a rejected row's cells are null."""
    nothing = [None] * len(names)
    columns = zip(*(record.cells or nothing for record in found), strict=True)
    arrays = [pa.array(column, pa.string()) for column in columns]
    return Batch(
        pa.Table.from_arrays(arrays or [pa.array([], pa.string())] * len(names), names=names),
        pa.array([record.line for record in found], pa.int64()),
        pa.array([record.text and escaped(record.text) for record in found], pa.string()),
        pa.array([record.error for record in found], pa.string()),
    )


def slices(batch: Batch) -> Iterator[Batch]:
    """The batch in batches of at most BATCH_ROWS; none if it has no rows."""
    for start in range(0, len(batch.source_rows), BATCH_ROWS):
        whole = (batch.columns, batch.source_rows, batch.texts, batch.errors)
        yield Batch(*(None if it is None else it.slice(start, BATCH_ROWS) for it in whole))


def guess_delimiter(head: str, quote: str, names: list[str] | None) -> str:
    """The delimiter that gives most of the first rows the header's width, of two at least.

    Likely delimiters are tried first, then what else of the first line is no letter, digit or
    blank. A comma is the answer where nothing fits, so that such rows are rejected and not bent.
    """
    first_line = re.split("[\r\n]", head.lstrip("\r\n"), maxsplit=1)[0]
    others = set(re.sub(r"[\w\s'\"().-]", "", first_line)) - {*DELIMITERS, quote}
    for candidates in (DELIMITERS, sorted(others)):
        best, answer = (0, 0), ""
        for delimiter in candidates:
            rows = csv.reader(io.StringIO(head, newline=""), **form_of(delimiter, quote))
            widths = [len(row) for row in islice(filter(None, rows), 200)] or [0]
            width = len(names) if names else widths[0]
            if width > 1 and (widths.count(width), width) > best:
                best, answer = (widths.count(width), width), delimiter
        if answer:
            return answer
    return ","
