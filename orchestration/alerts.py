"""Alerts to Slack, PagerDuty, Teams or any webhook: names, counts and a link; no row content."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

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


def low(history: Sequence[Mapping[str, int]]) -> list[str]:
    """Networks whose last load is far below their usual; ``history`` (rows) is newest first."""
    found = []
    for network, rows in (history[0] if history else {}).items():
        usual = [each[network] for each in history[1:] if each.get(network)]
        if rows and len(usual) >= FEWEST_LOADS and rows < LOW_SHARE * median(usual):
            found.append(network)
    return sorted(found)


def spikes(history: Sequence[Mapping[str, int]]) -> list[str]:
    """What has far more rows than before; ``history`` is newest first."""
    now, before = (*history, {}, {})[:2]
    return sorted(
        name
        for name, rows in now.items()
        if len(history) > 1
        and rows - before.get(name, 0) >= FEWEST_ROWS
        and rows >= GROWTH * before.get(name, 0)
    )
