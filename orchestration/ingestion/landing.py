"""The landing zone: one immutable Parquet file an arrival, named by the SHA-256 of its bytes.

What has landed is what is there: no state is kept elsewhere. A file is written under a
temporary name, synced and renamed, so a kill leaves nothing half.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

LOAD_FIELDS = [
    pa.field("network_id", pa.string()),
    pa.field("source_name", pa.string()),
    pa.field("source_sha256", pa.string()),
    pa.field("source_row", pa.int64()),
    pa.field("source_row_hash", pa.string()),
    pa.field("source_modified_at", pa.timestamp("us")),
    pa.field("ingested_at", pa.timestamp("us")),
    pa.field("load_id", pa.string()),
    pa.field("landed_from", pa.string()),
]
"""Where a row comes from: the first columns of every landed file."""

RECORD_FIELDS = [
    pa.field("source_extra", pa.string()),
    pa.field("source_text", pa.string()),
    pa.field("landing_error", pa.string()),
]
"""What does not fit the feed's columns: the last columns of every landed file."""

ANCHOR_NETWORK = "__none"
READING = b"claimhouse.reading"


class LandingBusyError(Exception):
    """Another process lands into the same folder."""


@dataclass(frozen=True)
class Load:
    """One run of ``claimhouse ingest``: its id and its time (UTC)."""

    load_id: str
    ingested_at: datetime

    @classmethod
    def start(cls) -> Load:
        """A load that starts now."""
        now = datetime.now(UTC).replace(tzinfo=None)
        return cls(f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}", now)


class Draft:
    """A Parquet file in the making; it is not there until ``commit``."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self.folder = folder
        self.rows = 0
        self._scratch = folder / f".{uuid.uuid4().hex}.{os.getpid()}.tmp"
        self._writer = pq.ParquetWriter(self._scratch, schema, compression="zstd")

    def write(self, table: pa.Table) -> None:
        """Append ``table`` as one row group."""
        if table.num_rows:
            self._writer.write_table(table, row_group_size=table.num_rows)
            self.rows += table.num_rows

    def commit(self, sha256: str, raw: Path | None = None) -> Path:
        """Give the file its name; ``raw`` is a file whose bytes are kept beside it."""
        self._writer.close()
        path = self.folder / f"{sha256}.parquet"
        if raw is not None:
            self._keep(raw, path.with_suffix(".raw.zst"))
        rename(self._scratch, path)
        return path

    def _keep(self, raw: Path, path: Path) -> None:
        scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            with (
                raw.open("rb") as source,
                pa.CompressedOutputStream(str(scratch), "zstd") as target,
            ):
                shutil.copyfileobj(source, target, 1024 * 1024)
            rename(scratch, path)
        finally:
            scratch.unlink(missing_ok=True)

    def discard(self) -> None:
        """Leave nothing behind; after ``commit`` there is nothing to leave."""
        self._writer.close()
        self._scratch.unlink(missing_ok=True)


@dataclass(frozen=True)
class Landing:
    """The landing folder: ``<root>/<feed>/<rows>/network=<id>/<sha256>.parquet``."""

    root: Path

    def folder(self, feed: str, rows: str, network_id: str) -> Path:
        """Where one network's arrivals of these rows are."""
        return self.root / feed / rows / f"network={network_id}"

    def files(self, feed: str, rows: str, network_id: str) -> list[Path]:
        """What has landed of one network, in a fixed order."""
        return sorted(self.folder(feed, rows, network_id).glob("*.parquet"))

    def networks(self) -> set[str]:
        """Networks of which something has landed."""
        found = {
            path.parent.name.removeprefix("network=")
            for path in self.root.glob("*/*/network=*/*.parquet")
        }
        return found - {ANCHOR_NETWORK}

    @contextmanager
    def draft(self, folder: Path, schema: pa.Schema) -> Iterator[Draft]:
        """A file in the making; without a ``commit`` nothing is left of it."""
        folder.mkdir(parents=True, exist_ok=True)
        draft = Draft(folder, schema)
        try:
            yield draft
        finally:
            draft.discard()

    def anchor(self, feed: str, rows: str, schema: pa.Schema) -> None:
        """An empty file with these columns, so that rows that never arrived can be read."""
        folder = self.folder(feed, rows, ANCHOR_NETWORK)
        path = folder / "empty.parquet"
        if not path.exists() or not pq.read_schema(path).equals(schema):
            with self.draft(folder, schema) as draft:
                draft.commit("empty")

    def drop_networks(self, prefix: str) -> list[str]:
        """Remove the arrivals of networks whose id starts with ``prefix``; returns their ids."""
        networks = sorted(name for name in self.networks() if name.startswith(prefix))
        for name in networks:
            for folder in self.root.glob(f"*/*/network={name}"):
                shutil.rmtree(folder)
        return networks

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else lands meanwhile; what a killed run left is removed first."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LandingBusyError(f"{self.root}: another ingest is running") from None
            self.sweep()
            yield

    def sweep(self) -> None:
        """Remove what a killed run left under temporary names."""
        for scratch in self.root.glob("*/*/network=*/.*.tmp"):
            with suppress(FileNotFoundError):
                scratch.unlink()


def reading_of(path: Path) -> str | None:
    """How a landed file was read: a digest of its feed's header map and options."""
    metadata = pq.read_schema(path).metadata or {}
    return metadata[READING].decode() if READING in metadata else None


def rename(scratch: Path, path: Path) -> None:
    """Replace ``path`` by ``scratch``, both on the disk before and after."""
    sync(scratch)
    scratch.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Flush a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
