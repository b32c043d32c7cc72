"""Text files: their encoding, their physical lines, the names in their header."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import TextIO

from orchestration.ingestion.batch import ReadError

LONGEST_LINE = 16 * 1024 * 1024
"""A longer line (characters) is not a row of text; a longer cell is refused."""

HEAD_CHARACTERS = 64 * 1024

ENCODING_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
UNDECODED = re.compile("[\ud800-\udfff]")


def mark_bytes(error: UnicodeError) -> tuple[str, int]:
    """Decode a byte that can't be decoded as U+DC00 + byte: its row is then rejected."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("claimhouse.mark", mark_bytes)


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
