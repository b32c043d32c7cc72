"""One run of ``claimhouse ingest``: which sources, in what order, and what became of them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click
from tqdm import tqdm

from orchestration import risk
from orchestration.home import Home
from orchestration.ingestion.feeds import FeedsError, Source, bronze_columns
from orchestration.ingestion.inbox import SAMPLE_PREFIX, Inbox
from orchestration.ingestion.ingest import Ingest, Outcome, Status
from orchestration.ingestion.landing import Landing, Load
from orchestration.ingestion.shape import schema_of
from orchestration.sample import write_sample

SAMPLE_POSTGRES = "CLAIMHOUSE_SAMPLE_POSTGRES"
"""Names the server that holds the sample's claims database, where there is one."""


@dataclass(frozen=True)
class Selection:
    """The feeds and networks that were asked for; none means all."""

    feeds: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()

    def of(self, sources: list[Source]) -> list[Source]:
        """The sources that were asked for; FeedsError where a name fits none."""
        for kind, asked, known in (
            ("feed", self.feeds, {source.feed for source in sources}),
            ("network", self.networks, {source.network for source in sources}),
        ):
            for name in asked:
                if name not in known:
                    raise FeedsError(f"no {kind} {name!r} here; known: {', '.join(sorted(known))}")
        return [
            source
            for source in sources
            if (not self.feeds or source.feed in self.feeds)
            and (not self.networks or source.network in self.networks)
        ]


def run(home: Home, inbox: Path | None, selection: Selection, dry_run: bool) -> list[Outcome]:
    """Land every selected source of ``inbox``, or of the sample where it is None."""
    landing = home.landing
    with landing.locked():
        anchor(landing)
        risk.anchor(home)
        own = {name for name in landing.networks() if not name.startswith(SAMPLE_PREFIX)}
        if inbox is None and own:
            click.echo(
                f"Your own networks have landed ({', '.join(sorted(own))}): no sample is added."
            )
            return []
        is_sample = inbox is None
        if inbox is None:
            inbox = home.sample
            write_sample(inbox, postgres=os.environ.get(SAMPLE_POSTGRES))
        sources = selection.of(Inbox(inbox).sources(is_sample))
        if not is_sample and not dry_run:  # only now: a mistyped inbox takes nothing away
            make_way(home)
        tell_unclaimed(Inbox(inbox), sources, selection)
        with tqdm(unit=" rows", unit_scale=True, disable=None, file=sys.stderr) as bar:
            ingest = Ingest(inbox, landing, Load.start(), dry_run, bar.update)
            return [ingest.land(source) for source in described(sources, bar)]


def anchor(landing: Landing) -> None:
    """Every feed's columns can be read, also where nothing has arrived."""
    for feed, rows in bronze_columns():
        landing.anchor(feed, rows, schema_of(feed, rows))


def make_way(home: Home) -> None:
    """Own networks and the sample never mix: what was built of the sample goes too.

    A build adds what is new to its tables and would keep the sample's rows.
    """
    dropped = home.landing.drop_networks(SAMPLE_PREFIX)
    if dropped:
        home.build_file.unlink(missing_ok=True)
        shutil.rmtree(home.risk, ignore_errors=True)  # models of made-up denials
        risk.anchor(home)
        click.echo(f"The sample networks make way for yours: {', '.join(dropped)}.")


def tell_unclaimed(inbox: Inbox, sources: list[Source], selection: Selection) -> None:
    """Name files that nobody asked for, so that none is forgotten in silence."""
    if selection != Selection():
        return
    unclaimed = inbox.unclaimed(sources)
    if unclaimed:
        click.echo(
            f"{len(unclaimed):,} files belong to no source of feeds.yml, among them {unclaimed[0]}",
            err=True,
        )


def described(sources: list[Source], bar: tqdm[NoReturn]) -> Iterator[Source]:
    """The sources, each named on the progress bar while it is worked on."""
    for number, source in enumerate(sources, start=1):
        bar.set_description(f"{number}/{len(sources)} {source.name}")
        yield source


def is_failure(outcome: Outcome, is_ci: bool) -> bool:
    """Whether an outcome must not pass; in CI nothing may be skipped."""
    return outcome.status is Status.FAILED or (is_ci and outcome.status is Status.SKIPPED)


def table(outcomes: list[Outcome], dry_run: bool) -> Iterator[str]:
    """One line a feed's rows, then one line for whatever is not as it should be."""
    if not outcomes:
        return
    done = "to land" if dry_run else "landed"
    yield f"{done:<34}{'networks':>9}{'new':>8}{'known':>8}{'rows':>12}{'rejected':>10}"
    keys = dict.fromkeys((each.source.feed, each.source.rows) for each in outcomes)
    for feed, rows in keys:
        group = [each for each in outcomes if (each.source.feed, each.source.rows) == (feed, rows)]
        networks = len({each.source.network for each in group})
        new, known, count, rejected = (
            sum(getattr(each, name) for each in group)
            for name in ("new", "known", "rows", "rejected")
        )
        name = f"  {feed} {rows}"
        yield f"{name:<34}{networks:>9,}{new:>8,}{known:>8,}{count:>12,}{rejected:>10,}"
    total = [sum(getattr(each, name) for each in outcomes) for name in ("new", "known", "rows")]
    yield (
        f"{done:<15}{total[0]:,} arrivals new, {total[1]:,} with bytes that had landed before,"
        f" {total[2]:,} rows"
    )
    for each in outcomes:
        yield from remarks(each)


def remarks(outcome: Outcome) -> Iterator[str]:
    """What is to be known of one source; no row content."""
    name = outcome.source.name
    if outcome.status is not Status.LANDED:
        yield f"{outcome.status:<15}{name}: {outcome.message}"
    elif outcome.landed_from != "primary":
        yield f"{'fallback':<15}{name}: landed from its secondary location; {outcome.message}"
    if outcome.missing:
        yield f"{'columns':<15}{name}: none for {', '.join(sorted(outcome.missing))}"
    if outcome.extra:
        names = ", ".join(sorted(outcome.extra))
        yield f"{'columns':<15}{name}: {names} kept in source_extra"
