"""When to look for more, and whether something came: schedules and listings of the sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.ingestion import arrivals
from orchestration.ingestion.batch import DriverMissing, SourceAway
from orchestration.ingestion.feeds import MissingVariableError, Source, expand

Cursor = dict[str, list[str]]


def crons(sources: Iterable[Source]) -> dict[str, list[str]]:
    """When to look for each feed: whenever one of its networks is due."""
    found: dict[str, set[str]] = {}
    for each in sources:
        if each.schedule:
            found.setdefault(each.feed, set()).add(each.schedule)
    return {feed: sorted(times) for feed, times in sorted(found.items())}


def listing(source: Source, location: str, folder: Path) -> str:
    """Digest of names, sizes and times of a source's files; empty where there are none."""
    lines = []
    for found in arrivals.find(source, location, folder):
        if found.system is None:
            status = Path(found.place).stat()
            lines.append(f"{found.name} {status.st_size} {status.st_mtime_ns}")
        else:
            status = found.system.info(found.place)
            lines.append(f"{found.name} {status.get('size')} {status.get('ETag')}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16] if lines else ""


def due(cursor: Cursor, listings: Mapping[str, str]) -> tuple[Cursor, list[str]]:
    """The next cursor, and the sources whose files are others than those last asked for.

    A listing must stand for two looks, so that a file that is still being copied waits. The
    cursor holds, for each source, the listing seen last and the one asked for last.
    """
    following, changed = dict(cursor), []
    for name, seen in listings.items():
        before, asked = cursor.get(name, ["", ""])
        is_due = seen not in ("", asked) and seen == before
        following[name] = [seen, seen if is_due else asked]
        changed += [name] if is_due else []
    return following, changed


@dataclass(frozen=True)
class Look:
    """What a look at the sources found.

    ``due`` are feed and rows of all that is to land now: a feed lands as a whole. ``remarks`` name
    the sources that could not be looked at, and why.
    """

    cursor: Cursor
    due: list[tuple[str, str]]
    remarks: list[str]


def look(sources: Sequence[Source], cursor: Cursor, inbox: Path, is_far: bool) -> Look:
    """Look into the folders of these sources, or into the buckets where ``is_far``."""
    listings, feeds, remarks = {}, {}, []
    for source in sources:
        name = f"{source.name} {source.location}"
        try:
            location = expand(source.location)
            if not source.is_database and ("://" in location) is is_far:
                listings[name] = listing(source, location, inbox / source.network)
                feeds[name] = source.feed
        except (SourceAway, DriverMissing, MissingVariableError, OSError) as error:
            remarks.append(f"{source.name}: {error}")
    following, changed = due(cursor, listings)
    asked = {feeds[name] for name in changed}
    found = {(each.feed, each.rows) for each in sources if each.feed in asked}
    return Look(following, sorted(found), remarks)
