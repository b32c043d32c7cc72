"""The inbox: ``<inbox>/<network_id>/…`` and, beside the networks, what feeds.yml says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from orchestration.ingestion import arrivals
from orchestration.ingestion.batch import SourceAway
from orchestration.ingestion.feeds import (
    FEEDS_FILE,
    FeedsError,
    MissingVariableError,
    Source,
    expand,
    load_feeds,
)

SAMPLE_PREFIX = "sample_"
NETWORK_ID = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class Inbox:
    """A folder of networks' files."""

    folder: Path

    def sources(self, is_sample: bool = False) -> list[Source]:
        """What feeds.yml declares; a network that it leaves out is read as X12 as a whole."""
        networks = self._networks(is_sample)
        path = self.folder / FEEDS_FILE
        declared = load_feeds(path) if path.exists() else []
        for source in declared:
            if source.network.startswith(SAMPLE_PREFIX) and not is_sample:
                raise FeedsError(f"{path}: {source.network}: {RESERVED}")
        known = {source.network for source in declared}
        whole = [
            Source("x12", "pieces", network, "x12", location="./")
            for network in networks
            if network not in known
        ]
        return [*declared, *whole]

    def unclaimed(self, sources: list[Source]) -> list[str]:
        """Files below the networks' folders that no source takes."""
        networks = {source.network for source in sources}
        claimed = {path for source in sources for path in self._claims(source)}
        return [
            path.relative_to(self.folder).as_posix()
            for network in sorted(networks)
            for path in sorted((self.folder / network).rglob("*"))
            if path.is_file() and not path.name.startswith(".") and path not in claimed
        ]

    def _claims(self, source: Source) -> set[Path]:
        """Files that a source takes, from its location or from a fallback."""
        folder = self.folder / source.network
        paths = set()
        for place in [source.location, *source.fallback]:
            try:
                location = expand(place)
                if source.is_database:
                    paths.add(folder / location)
                elif "://" not in location:
                    found = arrivals.find(source, location, folder)
                    paths |= {Path(each.place) for each in found}
            except (MissingVariableError, SourceAway):
                continue
        return paths

    def _networks(self, is_sample: bool) -> list[str]:
        """The networks' folders; FeedsError where one can't be a network."""
        if not self.folder.is_dir():
            raise FeedsError(f"{self.folder}: no such folder")
        entries = [path for path in sorted(self.folder.iterdir()) if path.name[0] != "."]
        for path in entries:
            if path.is_file() and path.name != FEEDS_FILE:
                raise FeedsError(
                    f"{self.folder}: {path.name} is in no network's folder;"
                    f" expected {self.folder.name}/<network_id>/…"
                )
            if path.name.startswith(SAMPLE_PREFIX) and not is_sample:
                raise FeedsError(f"{path}: {RESERVED}")
            if path.is_dir() and not NETWORK_ID.fullmatch(path.name):
                raise FeedsError(
                    f"{path}: a network's id is lower-case letters, digits and underscores"
                )
        return [path.name for path in entries if path.is_dir()]


RESERVED = f"ids that start with {SAMPLE_PREFIX} are kept for the sample"
