"""Alerts to Slack, PagerDuty, Teams or any webhook: names, counts and a link; no row content."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from orchestration.home import Home
from orchestration.manifest import reports_below

URLS = "CLAIMHOUSE_ALERT_URLS"
"""Environment variable: apprise's URLs, separated by blanks. They are secrets."""

LINK = "CLAIMHOUSE_DAGSTER_URL"
"""Environment variable: where people open Dagster."""

FEWEST_LOADS = 5
LOW_SHARE = 0.2
"""A load is low below this share of the median of at least FEWEST_LOADS earlier ones."""

GROWTH = 2.0
FEWEST_ROWS = 20
"""Rows that are set aside spike when they grow to this multiple and by so many rows."""


History = Sequence[Mapping[str, int]]
"""Counts of the last times that a table was made, newest first."""

Said = Mapping[str, Any]
"""What a run said of a table: ``counts`` of rows that must not spike, a load's rows by network."""

LOADED = "rows_by_network"

Histories = Callable[[str], Sequence[Said]]
"""What the last runs said of a table, newest first."""

Reports = Callable[[Iterable[str]], list[str]]
"""Names of the reports that read these tables."""


class AlertError(Exception):
    """An alert did not reach an address; the message holds no secret."""


@dataclass(frozen=True)
class Alert:
    """What happened, in which networks, which reports wait for it, and where to look."""

    title: str
    lines: Sequence[str] = ()
    networks: Sequence[str] = ()
    reports: Sequence[str] = ()
    path: str = ""

    def body(self, link: str) -> str:
        """As text."""
        return "\n".join(
            [
                *self.lines,
                f"networks: {', '.join(self.networks) or 'not known, may be all'}",
                f"reports affected: {', '.join(self.reports) or 'none'}",
                f"{link.rstrip('/')}/{self.path}",
            ]
        )


def send(alert: Alert, environment: Mapping[str, str] = os.environ) -> bool:
    """Send to every address; False where none is set.

    Raises:
        AlertError: if one of them can't be used or did not take it; the caller tries again.
    """
    import apprise  # 0.3 s, and most processes send nothing

    urls = environment.get(URLS, "").split()
    channel = apprise.Apprise()
    if not channel.add(urls):
        raise AlertError(f"{URLS} holds an address that apprise does not know")
    body = alert.body(environment.get(LINK, "http://localhost:3000"))
    if urls and not channel.notify(body=body, title=f"claimhouse: {alert.title}"):
        raise AlertError(f"an address of {URLS} did not take the alert")
    return bool(urls)


def low(history: History) -> list[str]:
    """Networks whose last load (rows) is far below their usual."""
    found = []
    for network, rows in (history[0] if history else {}).items():
        usual = [each[network] for each in history[1:] if each.get(network)]
        if rows and len(usual) >= FEWEST_LOADS and rows < LOW_SHARE * median(usual):
            found.append(network)
    return sorted(found)


def spikes(history: History) -> list[str]:
    """What has far more rows than before."""
    now, before = (*history, {}, {})[:2]
    return sorted(
        name
        for name, rows in now.items()
        if len(history) > 1
        and rows - before.get(name, 0) >= FEWEST_ROWS
        and rows >= GROWTH * before.get(name, 0)
    )


def affected(tables: Iterable[str]) -> list[str]:
    """The reports that read these tables, as the last ``dbt parse`` knows them."""
    manifest = json.loads((Home.from_environment().target / "manifest.json").read_bytes())
    return reports_below(manifest, tables)


@dataclass(frozen=True)
class FailedCheck:
    """A check that did not pass, the table that it is of, and what it says of the failing rows."""

    name: str
    table: str
    severity: str
    said: Said = field(default_factory=dict)


@dataclass
class Ended:
    """A run that has ended: what it was to make, what it made and said of it, what did not pass."""

    run_id: str
    job: str
    has_failed: bool
    asked: set[str] = field(default_factory=set)
    made: dict[str, Said] = field(default_factory=dict)
    failed_checks: list[FailedCheck] = field(default_factory=list)

    def add_failed(self, check: str, table: str, severity: str, said: Said) -> None:
        """Note a check that did not pass."""
        self.failed_checks.append(FailedCheck(check, table, severity, said))


def on_end(run: Ended, history: Histories, reports: Reports = affected) -> Alert | None:
    """What a run that has ended is worth saying, in one alert."""
    lines: list[str] = []
    networks: set[str] = set()
    tables = set(run.asked) - set(run.made) if run.has_failed else set()
    for check in run.failed_checks:
        rows_in = check.said.get("failing_rows", "")
        lines.append(f"check {check.name} of {check.table} ({check.severity.lower()}): {rows_in}")
        networks |= set(check.said.get("networks") or ())
        tables.add(check.table)
    for table, what, network in changes(run.made, history):
        lines.append(what)
        networks.add(network)
        tables.add(table)
    if not run.has_failed and not lines:
        return None
    title = f"run {'failed' if run.has_failed else 'ended with warnings'}: {run.job}"
    return Alert(title, lines, sorted(networks), reports(tables), f"runs/{run.run_id}")


def changes(made: Mapping[str, Said], history: Histories) -> Iterator[tuple[str, str, str]]:
    """Table, what has changed, network: where rows that must not spike did, or a load is low."""
    for table, said in sorted(made.items()):
        if "counts" in said:
            for name in spikes([each["counts"] for each in history(table) if "counts" in each]):
                yield table, f"far more rows of {name} in {table} than before", name.split()[0]
        if LOADED in said:
            for network in low([each[LOADED] for each in history(table) if LOADED in each]):
                yield table, f"far fewer rows of {network} in {table} than usual", network


def on_age(
    states: Mapping[str, str], before: Mapping[str, str], reports: Reports = affected
) -> list[Alert]:
    """One alert for each table that has become late (WARN) or stale (FAIL) since ``before``."""
    words = {"WARN": "late", "FAIL": "stale"}
    return [
        Alert(
            title=f"{table} is {words[state]}",
            lines=["no run has renewed it in time"],
            reports=reports([table]),
            path=f"assets/{table}",
        )
        for table, state in sorted(states.items())
        if state in words and state != before.get(table)
    ]
