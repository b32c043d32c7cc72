"""When to look for more, and whether something came: schedules and listings of the sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from orchestration.ingestion import arrivals
from orchestration.ingestion.feeds import Source

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
