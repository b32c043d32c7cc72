"""X12 files: cut into pieces, otherwise as they are (``orchestration/ingestion/x12.py``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from orchestration.ingestion.batch import Batch, ReadError
from orchestration.ingestion.x12 import Piece, cut

KEEPS_RAW = True
OPTIONS: dict[str, Any] = {}

ROW_GROUP_BYTES = 4 * 1024 * 1024
"""A row group holds at most so much content (bytes): what one reader's vector can hold."""

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
COUNTS = ["interchange_number", "group_number", "transaction_number", "part_number"]
HEADERS = ["interchange_header", "group_header", "transaction_header"]
SEPARATORS = {
    "element_separator": "element",
    "component_separator": "component",
    "repetition_separator": "repetition",
    "segment_terminator": "terminator",
}
FIELDS = [
    pa.field("content", pa.string()),
    pa.field("encoding", pa.string()),
    pa.field("byte_offset", pa.int64()),
    pa.field("byte_length", pa.int64()),
    *(pa.field(name, pa.int64()) for name in COUNTS),
    *(pa.field(name, pa.string()) for name in [*HEADERS, *SEPARATORS]),
]
"""The columns of a piece; not all of them are text."""


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch]:
    """Pieces of an X12 file in batches of ROW_GROUP_BYTES; ReadError for UTF-16 text."""
    with path.open("rb") as stream:
        if stream.read(2) in UTF16_MARKS:
            raise ReadError("UTF-16 text; X12 is read as single bytes or UTF-8")
        stream.seek(0)
        yield from batches(cut(stream))


def refuse(path: Path, reason: str) -> Iterator[Batch]:
    """The bytes of a file that can't be used, in pieces that are never read as X12."""
    with path.open("rb") as stream:
        yield from batches(opaque(iter(lambda: stream.read(1024 * 1024), b"")), reason)


def opaque(chunks: Iterable[bytes]) -> Iterator[Piece]:
    """Chunks as pieces, one after the other."""
    offset = 0
    for content in chunks:
        yield Piece(content=content, byte_offset=offset)
        offset += len(content)


def batches(pieces: Iterable[Piece], reason: str | None = None) -> Iterator[Batch]:
    """Batches of pieces; an empty file is one piece without content."""
    number = 0
    for group in grouped(pieces):
        rows = [row_of(piece) for piece in group]
        yield Batch(
            columns=pa.Table.from_pylist(rows, pa.schema(FIELDS)),
            source_rows=pa.array(range(number + 1, number + len(rows) + 1), pa.int64()),
            errors=pa.array([reason] * len(rows), pa.string()),
        )
        number += len(rows)
    if number == 0:
        yield from batches([Piece()], reason)


def grouped(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Lists of pieces that together stay within ROW_GROUP_BYTES."""
    group: list[Piece] = []
    size = 0
    for piece in pieces:
        if group and size + len(piece.content) > ROW_GROUP_BYTES:
            yield group
            group, size = [], 0
        group.append(piece)
        size += len(piece.content)
    if group:
        yield group


def row_of(piece: Piece) -> dict[str, Any]:
    """A piece as a row of FIELDS."""
    content, encoding = piece.text()
    delimiters = {
        column: (getattr(piece.delimiters, name).decode("latin-1") or None)
        if piece.delimiters
        else None
        for column, name in SEPARATORS.items()
    }
    return {
        "content": content,
        "encoding": encoding,
        "byte_offset": piece.byte_offset,
        "byte_length": len(piece.content),
        **{name: getattr(piece, name) for name in COUNTS},
        **{name: getattr(piece, name) or None for name in HEADERS},
        **delimiters,
    }
