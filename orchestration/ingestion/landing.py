"""The landing zone: one immutable Parquet file an arrival, named by the SHA-256 of its bytes.

What has landed is what is there: no state is kept elsewhere. A file is written under a
temporary name, synced and renamed, so a kill leaves nothing half.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP_BYTES = 4 * 1024 * 1024
"""A row group holds at most so much content (bytes): what one reader's vector can hold."""

LOAD_COLUMNS = [
    pa.field("network_id", pa.string()),
    pa.field("source_name", pa.string()),
    pa.field("source_sha256", pa.string()),
    pa.field("source_row", pa.int64()),
    pa.field("ingested_at", pa.timestamp("us")),
    pa.field("load_id", pa.string()),
]

Row = dict[str, Any]


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


@dataclass(frozen=True)
class Landing:
    """The landing folder: ``<root>/<feed>/network=<id>/<sha256>.parquet``."""

    root: Path

    def path(self, feed: str, network_id: str, sha256: str) -> Path:
        """Where the arrival with this content is, or would be."""
        return self.root / feed / f"network={network_id}" / f"{sha256}.parquet"

    def networks(self, feed: str) -> set[str]:
        """Networks of which something has landed."""
        folders = (self.root / feed).glob("network=*")
        return {folder.name.removeprefix("network=") for folder in folders} - {ANCHOR_NETWORK}

    def write(self, path: Path, schema: pa.Schema, rows: Iterable[Row], weigh: str) -> int:
        """Write ``rows`` in row groups of ROW_GROUP_BYTES of column ``weigh``; returns the rows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        count = 0
        try:
            with pq.ParquetWriter(scratch, schema, compression="zstd") as writer:
                for group in grouped(rows, weigh):
                    writer.write_table(pa.Table.from_pylist(group, schema))
                    count += len(group)
            sync(scratch)
            scratch.replace(path)
            sync(path.parent)
        finally:
            scratch.unlink(missing_ok=True)
        return count

    def anchor(self, feed: str, schema: pa.Schema) -> None:
        """An empty file with the feed's columns, so that a feed without arrivals can be read."""
        path = self.path(feed, ANCHOR_NETWORK, "empty")
        if not path.exists():
            self.write(path, schema, [], "content")

    def drop_networks(self, feed: str, prefix: str) -> list[str]:
        """Remove the arrivals of networks whose id starts with ``prefix``; returns their ids."""
        networks = sorted(name for name in self.networks(feed) if name.startswith(prefix))
        for name in networks:
            shutil.rmtree(self.root / feed / f"network={name}")
        return networks

    def sweep(self) -> None:
        """Remove what a killed run left under temporary names."""
        for scratch in self.root.glob("*/network=*/.*.tmp"):
            with suppress(FileNotFoundError):
                scratch.unlink()


ANCHOR_NETWORK = "__none"


def grouped(rows: Iterable[Row], weigh: str) -> Iterator[list[Row]]:
    """Lists of rows whose ``weigh`` texts together stay within ROW_GROUP_BYTES."""
    group: list[Row] = []
    size = 0
    for row in rows:
        weight = len(row[weigh] or "")
        if group and size + weight > ROW_GROUP_BYTES:
            yield group
            group, size = [], 0
        group.append(row)
        size += weight
    if group:
        yield group


def sync(path: Path) -> None:
    """Flush a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(stream: BinaryIO) -> str:
    """Hex SHA-256 of what is left in ``stream``."""
    return hashlib.file_digest(cast(Any, stream), "sha256").hexdigest()
