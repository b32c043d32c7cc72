"""Land X12 files from an inbox folder: ``<inbox>/<network_id>/…``."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from orchestration.ingestion.landing import LOAD_COLUMNS, Landing, Load, Row, sha256_of
from orchestration.ingestion.x12 import Piece, cut

FEED = "x12"
LARGEST_UNPACKED_BYTES = 20 * 1024**3
"""A compressed file that unpacks to more than this (bytes) is kept packed and quarantined."""

SAMPLE_PREFIX = "sample_"
NETWORK_ID = re.compile(r"[a-z][a-z0-9_]{0,62}")
COUNTS = ["interchange_number", "group_number", "transaction_number", "part_number"]
HEADERS = ["interchange_header", "group_header", "transaction_header"]
DELIMITERS = ["element", "component", "repetition", "terminator"]
SCHEMA = pa.schema(
    [
        *LOAD_COLUMNS,
        pa.field("content", pa.string()),
        pa.field("encoding", pa.string()),
        pa.field("byte_offset", pa.int64()),
        pa.field("byte_length", pa.int64()),
        *(pa.field(name, pa.int64()) for name in COUNTS),
        *(pa.field(name, pa.string()) for name in HEADERS),
        *(pa.field(f"{name}_separator", pa.string()) for name in DELIMITERS[:3]),
        pa.field("segment_terminator", pa.string()),
        pa.field("landing_error", pa.string()),
    ]
)

Opener = Callable[[], AbstractContextManager[BinaryIO]]


class InboxError(Exception):
    """The inbox as a whole can't be used; the message says what to change."""


@dataclass(frozen=True)
class Arrival:
    """One X12 file, also where it stands inside a zip: its network, its name and its bytes."""

    network_id: str
    source_name: str
    open: Opener
    error: str | None = None


def find_arrivals(inbox: Path, is_sample: bool = False) -> list[Arrival]:
    """Every file under ``<inbox>/<network_id>/``, in a fixed order; packed files are opened."""
    if not inbox.is_dir():
        raise InboxError(f"{inbox}: no such folder")
    stray = [path.name for path in sorted(inbox.iterdir()) if path.is_file()]
    if stray:
        raise InboxError(
            f"{inbox}: {stray[0]} is in no network's folder; expected {inbox.name}/<network_id>/…"
        )
    folders = [path for path in sorted(inbox.iterdir()) if not path.name.startswith(".")]
    for folder in folders:
        if folder.name.startswith(SAMPLE_PREFIX) and not is_sample:
            raise InboxError(
                f"{folder}: ids that start with {SAMPLE_PREFIX} are kept for the sample"
            )
        if not NETWORK_ID.fullmatch(folder.name):
            raise InboxError(
                f"{folder}: a network's id is lower-case letters, digits and underscores"
            )
    return [arrival for folder in folders for arrival in arrivals_of(folder)]


def arrivals_of(folder: Path) -> Iterator[Arrival]:
    """Arrivals of one network's folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            name = path.relative_to(folder).as_posix()
            yield from unpacked(folder.name, name, path)


def unpacked(network_id: str, name: str, path: Path) -> Iterator[Arrival]:
    """The file itself, or what it holds when it is a whole gzip or zip of bounded size."""

    def plain() -> BinaryIO:
        return path.open("rb")

    with path.open("rb") as stream:
        start = stream.read(4)
    if start[:2] == b"\x1f\x8b":
        error = gzip_error(path)
        yield Arrival(network_id, name, plain if error else gzip_content(path), error)
    elif start == b"PK\x03\x04":
        error = zip_error(path)
        if error:
            yield Arrival(network_id, name, plain, error)
            return
        with zipfile.ZipFile(path) as archive:
            members = sorted(entry.filename for entry in archive.infolist() if not entry.is_dir())
        for member in members:
            yield Arrival(network_id, f"{name}/{member}", zip_member(path, member))
    elif start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield Arrival(network_id, name, plain, "UTF-16 text; X12 is read as single bytes or UTF-8")
    else:
        yield Arrival(network_id, name, plain)


def gzip_content(path: Path) -> Opener:
    """Opens what a gzip holds."""

    @contextmanager
    def opener() -> Iterator[BinaryIO]:
        with gzip.open(path, "rb") as stream:
            yield cast(BinaryIO, stream)

    return opener


def zip_member(path: Path, member: str) -> Opener:
    """Opens one member of a zip."""

    @contextmanager
    def opener() -> Iterator[BinaryIO]:
        with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
            yield cast(BinaryIO, stream)

    return opener


def gzip_error(path: Path) -> str | None:
    """Why a gzip can't be used, or None."""
    size = 0
    try:
        with gzip.open(path, "rb") as stream:
            while chunk := stream.read(1024 * 1024):
                size += len(chunk)
                if size > LARGEST_UNPACKED_BYTES:
                    return f"gzip unpacks to more than {LARGEST_UNPACKED_BYTES} bytes"
    except (OSError, EOFError, zlib.error):
        return "gzip is damaged or cut short"
    return None


def zip_error(path: Path) -> str | None:
    """Why a zip can't be used, or None."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED_BYTES:
                return f"zip unpacks to more than {LARGEST_UNPACKED_BYTES} bytes"
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                return "zip is encrypted"
            if archive.testzip() is not None:
                return "zip is damaged"
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
        return "zip is damaged or cut short"
    return None


def land(arrival: Arrival, landing: Landing, load: Load) -> bool:
    """Land one arrival; False where the same bytes of the same network have landed before."""
    with arrival.open() as stream:
        sha256 = sha256_of(stream)
    path = landing.path(FEED, arrival.network_id, sha256)
    if path.exists():
        return False
    with arrival.open() as stream:
        landing.write(path, SCHEMA, rows_of(arrival, sha256, stream, load), "content")
    return True


def rows_of(arrival: Arrival, sha256: str, stream: BinaryIO, load: Load) -> Iterator[Row]:
    """One row a piece; an empty file is one row with no content."""
    number = 0
    # what could not be unpacked is kept as it is and never read as X12
    pieces = opaque(stream) if arrival.error else cut(stream)
    for number, piece in enumerate(pieces, start=1):
        yield row_of(arrival, sha256, number, piece, load)
    if number == 0:
        yield row_of(arrival, sha256, 1, Piece(), load)


def opaque(stream: BinaryIO) -> Iterator[Piece]:
    """The stream in pieces of a fixed size, none of them read as X12."""
    offset = 0
    while content := stream.read(1024 * 1024):
        yield Piece(content=content, byte_offset=offset)
        offset += len(content)


def row_of(arrival: Arrival, sha256: str, number: int, piece: Piece, load: Load) -> Row:
    """A row of the landing file, as SCHEMA."""
    content, encoding = piece.text()
    delimiters = {
        f"{name}_separator" if name != "terminator" else "segment_terminator": (
            getattr(piece.delimiters, name).decode("latin-1") or None if piece.delimiters else None
        )
        for name in DELIMITERS
    }
    return {
        "network_id": arrival.network_id,
        "source_name": arrival.source_name,
        "source_sha256": sha256,
        "source_row": number,
        "ingested_at": load.ingested_at,
        "load_id": load.load_id,
        "content": content,
        "encoding": encoding,
        "byte_offset": piece.byte_offset,
        "byte_length": len(piece.content),
        **{name: getattr(piece, name) for name in COUNTS},
        **{name: getattr(piece, name) or None for name in HEADERS},
        **delimiters,
        "landing_error": arrival.error,
    }
