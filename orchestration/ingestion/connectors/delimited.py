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

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, count, islice
from math import inf
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.ingestion.batch import BATCH_ROWS, Batch, ReadError

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

LONGEST_LINE = 16 * 1024 * 1024
"""A longer line (characters) is not a row of text; a longer cell is refused."""

HEAD_CHARACTERS = 64 * 1024
DELIMITERS = "\t|;^~\x01\x1f,"
"""Likely ones; of two that fit equally well the first is taken: commas stand in text too."""

ENCODING_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
UNDECODED = re.compile("[\ud800-\udfff]")
CONTROL = re.compile(r"[\x00\x02-\x08\x0e-\x1b\x7f-\x9f]")


def mark_bytes(error: UnicodeError) -> tuple[str, int]:
    """Decode a byte that can't be decoded as U+DC00 + byte: its row is then rejected."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("claimhouse.mark", mark_bytes)


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


def escaped(text: str) -> str:
    r"""The text with each byte that could not be decoded as ``\x`` and two hex digits."""
    return UNDECODED.sub(lambda match: f"\\x{ord(match[0]) & 0xFF:02x}", text)


def unique_names(header: list[str]) -> list[str]:
    """Names as they stand; an empty one is ``column 3``, a repeated ``x`` is ``x (2)``."""
    names: dict[str, None] = {}
    for position, cell in enumerate(header, start=1):
        plain = name = cell if cell.strip() else f"column {position}"
        if name in names:
            numbered = (f"{plain} ({times})" for times in count(2))
            name = next(name for name in numbered if name not in names and name not in header)
        names[name] = None
    return list(names)


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


def guess_encoding(path: Path) -> str:
    """The encoding by its mark, its pattern of NULs, or by reading the file once as UTF-8.

    What is not UTF-8 is cp1252, or Latin-1 where it has bytes that cp1252 lacks; unless most of
    its bytes above 127 are UTF-8: then it is damaged UTF-8, and its damaged rows are rejected.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_CHARACTERS)
        for mark, encoding in ENCODING_MARKS.items():
            if head.startswith(mark):
                return encoding
        odd, even = head[1::2].count(0), head[::2].count(0)
        if max(odd, even) > len(head) / 3 and not min(odd, even):
            return "utf-16-le" if odd else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")("claimhouse.mark")
        good = broken = 0
        stream.seek(0)
        while good >= broken:
            chunk = stream.read(HEAD_CHARACTERS)
            text = decoder.decode(chunk, final=not chunk)
            if not text.isascii():
                good += len(chunk) - len(text)  # bytes that continue a character
                broken += len(UNDECODED.findall(text))
            elif not chunk:
                return "utf-8"
        stream.seek(0)
        chunks = iter(partial(stream.read, HEAD_CHARACTERS), b"")
        return "latin-1" if any(map(NOT_IN_CP1252.search, chunks)) else "cp1252"


def open_text(path: Path, encoding: str, skip: int = 0, newline: str = "") -> TextIO:
    """The file as text behind a byte order mark and ``skip`` lines; line ends as they stand."""
    try:
        stream = path.open(encoding=encoding, errors="claimhouse.mark", newline=newline)
    except LookupError as error:
        raise ReadError(f"unknown encoding {encoding}") from error
    if stream.read(1) != "\ufeff":
        stream.seek(0)
    for _ in islice(physical_lines(stream), skip):
        pass
    return stream


def physical_lines(stream: TextIO) -> Iterator[str]:
    """Lines of the stream; raises ReadError at one that is longer than LONGEST_LINE."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            raise ReadError(f"a line is longer than {LONGEST_LINE} characters")
        yield line
