"""The X12 files of an inbox, unpacked, as the landing layer sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.ingestion import arrivals
from orchestration.ingestion.inbox import Inbox


@dataclass(frozen=True)
class Arrived:
    """One X12 file: its network, its name, its bytes, and why it can't be unpacked."""

    network_id: str
    source_name: str
    content: bytes
    error: str | None


def x12_arrivals(inbox: Path, is_sample: bool = False) -> Iterator[Arrived]:
    """Every X12 file of ``inbox``, in the order in which they land."""
    for source in Inbox(inbox).sources(is_sample):
        if source.feed != "x12":
            continue
        for found in arrivals.find(source, source.location, inbox / source.network):
            with found.local() as path, arrivals.opened("x12", found.name, path) as opened:
                for arrival in opened:
                    content = arrival.path.read_bytes()
                    yield Arrived(source.network, arrival.source_name, content, arrival.error)
