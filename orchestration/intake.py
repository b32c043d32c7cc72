"""The inbox that the environment names: what it declares, landing it, and what landed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.home import Home
from orchestration.ingestion import watch
from orchestration.ingestion.feeds import Source
from orchestration.ingestion.inbox import Inbox
from orchestration.ingestion.ingest import Outcome, Status
from orchestration.ingestion.landing import Landing
from orchestration.ingestion.run import Selection, is_failure, remarks, run

COUNTED = ("new", "known", "rejected")
INBOX = "CLAIMHOUSE_INBOX"
"""Environment variable: the networks' folder; the sample's where it is not set."""


def switched() -> str:
    """In production what is due happens; elsewhere it waits to be switched on."""
    is_production = os.environ.get("CLAIMHOUSE_ENVIRONMENT") == "production"
    return "RUNNING" if is_production else "STOPPED"


def today() -> str:
    """The day (UTC) of what lands now."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def inbox() -> Inbox:
    """The networks' folder."""
    return Inbox(Path(os.environ.get(INBOX) or Home.from_environment().sample))


def declared() -> list[Source]:
    """What arrives, as feeds.yml says now; nothing where there is no inbox yet."""
    found = inbox()
    return found.sources(is_sample=not os.environ.get(INBOX)) if found.folder.is_dir() else []


def land(feeds: Iterable[str] | None = None, networks: Iterable[str] = ()) -> list[Outcome]:
    """Land what is new, of these feeds and networks; of all where none is named.

    A feed that feeds.yml does not declare has nothing to land.
    """
    folder = inbox().folder if os.environ.get(INBOX) else None
    asked = () if feeds is None else tuple({each.feed for each in declared()} & set(feeds))
    if feeds is not None and not asked:
        return []
    return run(Home.from_environment(), folder, Selection(asked, tuple(networks)), dry_run=False)


def look(cursor: str | None, is_far: bool) -> watch.Look:
    """Look into the folders, or the buckets, of the inbox; ``cursor`` is that of the last look."""
    return watch.look(declared(), json.loads(cursor or "{}"), inbox().folder, is_far)


def crons() -> dict[str, list[str]]:
    """When to look for each feed."""
    return watch.crons(declared())


@dataclass(frozen=True)
class Landed:
    """What landed of one feed's rows: counts of rows and arrivals, no row content.

    Landed files are named by their content, so where nothing is new ``version`` stays. ``away``
    names the networks that did not land, and says why; ``has_failed`` is whether that must not be.
    """

    counts: dict[str, Any]
    version: str
    away: dict[str, list[str]]
    has_failed: bool


def landed(
    name: Sequence[str], outcomes: Sequence[Outcome], landing: Landing | None = None
) -> Landed:
    """What became of ``name``, a feed and its rows, and what the landing zone has of them."""
    zone = landing or Home.from_environment().landing
    mine = [each for each in outcomes if [each.source.feed, each.source.rows] == [*name]]
    by_network = dict.fromkeys((each.source.network for each in mine), 0)
    for each in mine:
        by_network[each.source.network] += each.rows
    counts = {name: sum(getattr(each, name) for each in mine) for name in COUNTED}
    away = [each for each in mine if each.status is not Status.LANDED]
    files = sorted(path.name for path in zone.root.joinpath(*name).glob("*/*.parquet"))
    return Landed(
        counts={"rows": sum(by_network.values()), "rows_by_network": by_network, **counts},
        version=hashlib.sha256("".join(files).encode()).hexdigest()[:16],
        away={
            "networks": sorted({each.source.network for each in away}),
            "remarks": [line for each in away for line in remarks(each)],
        },
        has_failed=any(is_failure(each, os.environ.get("CI") == "true") for each in away),
    )
