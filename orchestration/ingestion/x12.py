"""Cut an X12 byte stream into pieces that models can split row by row.

Nothing is interpreted and nothing is lost: the pieces, encoded again and joined, are the
file's bytes. A piece starts at an ISA, TA1, GS, ST, GE or IEA segment; a transaction that is
larger than ``PIECE_BYTES`` is cut between claims, so that memory stays flat however large a
file is. Each piece carries the headers that are in force and the delimiters of its interchange,
because a cut cannot be found without them (docs/decisions/0001-cut-where-it-lands.md).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

PIECE_BYTES = 4 * 1024 * 1024
"""A transaction above this size (bytes) is cut between claims."""

LONGEST_PIECE_BYTES = 4 * PIECE_BYTES
"""Where no claim starts within this size (bytes) the cut is hard, and the models refuse it."""

READ_BYTES = 8 * 1024 * 1024
LOOKAHEAD_BYTES = 1024
"""No header segment is longer than this; a boundary is only trusted with so much behind it."""

ENVELOPE_TAGS = ("ISA", "TA1", "GS", "ST", "GE", "IEA")
CLAIM_TAGS = ("CLP", "HL")
UTF8_MARK = b"\xef\xbb\xbf"
NEWLINES = re.compile(rb"[\r\n]+")
ISA_START = re.compile(rb"ISA(?=[^A-Za-z0-9\s])")
ISA_SHAPE = (
    None, re.compile(rb".{1,2}"), None, re.compile(rb".{1,2}"), None, re.compile(rb".{1,2}"),
    None, re.compile(rb".{1,2}"), None, re.compile(rb"\d{6}"),
)  # fmt: skip


@dataclass(frozen=True)
class Delimiters:
    """The four separators of one interchange, each one byte."""

    element: bytes
    component: bytes
    repetition: bytes
    terminator: bytes


@dataclass(frozen=True)
class Piece:
    """A run of bytes of one file and the envelope that it stands in."""

    content: bytes = b""
    byte_offset: int = 0
    interchange_number: int = 0
    group_number: int = 0
    transaction_number: int = 0
    part_number: int = 0
    interchange_header: str = ""
    group_header: str = ""
    transaction_header: str = ""
    delimiters: Delimiters | None = None

    def text(self) -> tuple[str, str]:
        """The content as text, and the encoding that gives its bytes back."""
        try:
            return self.content.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            return self.content.decode("latin-1"), "latin-1"


def read_delimiters(window: bytes) -> Delimiters | None:
    """Delimiters of the ISA that ``window`` starts with, or None where it is none.

    Elements are counted, not columns, so an ISA that is not padded or that is wrapped over
    several lines is read as well; ISA01 to ISA09 must have their shape, because "ISA" also
    stands inside names.
    """
    if not ISA_START.match(window):
        return None
    element = window[3:4]
    flat = NEWLINES.sub(b"", window)
    parts = flat.split(element, 16)
    if len(parts) < 17 or any(len(part) > 60 for part in parts[:16]):
        return None
    for part, shape in zip(parts, ISA_SHAPE, strict=False):
        if shape is not None and not shape.fullmatch(part):
            return None
    component, after = parts[16][:1], parts[16][1:2]
    if component.isalnum() or not component:
        return None
    position = 0
    for _ in range(16):
        position = window.index(element, position) + 1
    while window[position : position + 1] in (b"\r", b"\n"):
        position += 1
    behind = window[position + 1 :]
    newline = re.match(rb"[\r\n]+(?=GS|TA1|IEA|ISA)", behind)
    if newline:
        terminator = b"\n" if b"\n" in newline.group() else b"\r"
    else:
        terminator = after
    if not terminator or terminator.isalnum() or terminator == element:
        return None
    repetition = parts[11] if len(parts[11]) == 1 and not parts[11].isalnum() else b""
    return Delimiters(element, component, repetition, terminator)


@functools.cache
def boundary(delimiters: Delimiters, tags: tuple[str, ...]) -> re.Pattern[bytes]:
    """Where a segment with one of ``tags`` starts; the match ends right before the tag."""
    broken = b"[\r\n]*"  # a line may be wrapped in the middle of a tag
    names = b"|".join(broken.join(bytes([c]) for c in tag.encode()) for tag in tags)
    element, terminator = re.escape(delimiters.element), re.escape(delimiters.terminator)
    return re.compile(terminator + rb"\s*(?=(?:" + names + rb")" + broken + element + rb")")


class Cutter:
    """Cuts one stream; ``pieces`` yields them in file order."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.buffer = b""
        self.ended = False
        self.state = Piece()
        self.continues = False
        self.clear = 0
        """No envelope segment starts between the piece at hand and here (index in buffer)."""

    def pieces(self) -> Iterator[Piece]:
        """Every piece of the stream; their contents joined are the stream's bytes."""
        self.fill(READ_BYTES)
        start = len(UTF8_MARK) if self.buffer.startswith(UTF8_MARK) else 0
        if start:
            yield replace(self.state, content=UTF8_MARK)
        offset = start
        while True:
            if len(self.buffer) - start < LONGEST_PIECE_BYTES + LOOKAHEAD_BYTES and not self.ended:
                self.buffer = self.buffer[start:]
                self.clear -= start
                start = 0
                self.fill(LONGEST_PIECE_BYTES + READ_BYTES)
            if start == len(self.buffer):
                return
            self.enter(self.buffer[start : start + LOOKAHEAD_BYTES])
            end = self.end_of_piece(start)
            yield replace(self.state, content=self.buffer[start:end], byte_offset=offset)
            offset += end - start
            start = end

    def fill(self, size: int) -> None:
        """Read on until ``size`` bytes are at hand or the stream has ended."""
        chunks = [self.buffer]
        have = len(self.buffer)
        while have < size and not self.ended:
            chunk = self.stream.read(READ_BYTES)
            self.ended = not chunk
            chunks.append(chunk)
            have += len(chunk)
        self.buffer = b"".join(chunks)

    def enter(self, window: bytes) -> None:
        """Bring the envelope up to date with the segment that ``window`` starts with."""
        state = self.state
        if self.continues:
            self.state = replace(state, part_number=state.part_number + 1)
            return
        delimiters = read_delimiters(window)
        tag, text = "", ""
        if delimiters is None and state.delimiters is not None:
            text = first_segment(window, state.delimiters)
            tag = text.split(state.delimiters.element.decode("latin-1"), 1)[0]
        if delimiters is not None or tag == "ISA":  # an ISA that can't be read ends the last one
            self.state = Piece(
                interchange_number=state.interchange_number + 1,
                group_number=state.group_number,
                transaction_number=state.transaction_number,
                interchange_header=first_segment(window, delimiters) if delimiters else "",
                delimiters=delimiters,
            )
        elif tag == "ST":
            number = state.transaction_number + 1
            self.state = replace(
                state, transaction_number=number, part_number=1, transaction_header=text
            )
        elif tag == "GS":
            number = state.group_number + 1
            self.state = replace(
                state, group_number=number, part_number=0, group_header=text, transaction_header=""
            )
        else:  # TA1, GE, IEA: outside of any transaction
            self.state = replace(state, part_number=0, transaction_header="")

    def end_of_piece(self, start: int) -> int:
        """Where the piece that starts at ``start`` ends; notes whether it is cut in the middle."""
        last = len(self.buffer) if self.ended else len(self.buffer) - LOOKAHEAD_BYTES
        limit = min(last, start + LONGEST_PIECE_BYTES)
        envelope = self.next_envelope(start, limit)
        end = limit if envelope is None else envelope
        claim = self.last_claim(start, end) if end - start > PIECE_BYTES else None
        self.continues = claim is not None or (envelope is None and end < last)
        return end if claim is None else claim

    def next_envelope(self, start: int, limit: int) -> int | None:
        """The next place at which an interchange, group or transaction begins or ends."""
        end = limit
        start = max(start, self.clear)
        if self.state.delimiters is not None:
            pattern = boundary(self.state.delimiters, ENVELOPE_TAGS)
            match = pattern.search(self.buffer, start, limit + LOOKAHEAD_BYTES)
            if match and match.end() < limit:
                end = match.end()
        self.clear = end - LOOKAHEAD_BYTES
        position = self.buffer.find(b"ISA", start + 1, end + 3)
        while position >= 0:
            if read_delimiters(self.buffer[position : position + LOOKAHEAD_BYTES]) is not None:
                return position
            position = self.buffer.find(b"ISA", position + 3, end + 3)
        return end if end < limit else None

    def last_claim(self, start: int, end: int) -> int | None:
        """The last claim start within PIECE_BYTES of ``start``, else the first up to ``end``."""
        found = None
        if self.state.delimiters is not None:
            pattern = boundary(self.state.delimiters, CLAIM_TAGS)
            for match in pattern.finditer(self.buffer, start, end):
                if found is not None and match.end() - start > PIECE_BYTES:
                    break
                found = match.end()
        return found


def first_segment(window: bytes, delimiters: Delimiters) -> str:
    """The first segment of ``window`` without its terminator and without line breaks."""
    flat = window if delimiters.terminator in b"\r\n" else NEWLINES.sub(b"", window)
    return flat.split(delimiters.terminator, 1)[0].decode("latin-1").strip("\r\n")


def cut(stream: BinaryIO) -> Iterator[Piece]:
    """Pieces of ``stream`` in order. Source: the X12 interchange control structure (X12.5)."""
    return Cutter(stream).pieces()
