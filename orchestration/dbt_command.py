"""The dbt command that builds: of which days, and which of the nodes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

DBT = str(Path(sys.executable).with_name("dbt"))
"""dbt of the environment that this runs in."""


def build_arguments(
    days: tuple[date, date] | None = None, names: Iterable[str] | None = None
) -> list[str]:
    """Arguments for dbt: the first day and the day after the last, and exactly these nodes.

    None of ``names`` means the whole project. Tests are nodes too: none is added or left out.
    """
    args = ["build", "--exclude-resource-type", "unit_test"]
    if days:
        first, end = days
        args += ["--event-time-start", f"{first:%Y-%m-%d}", "--event-time-end", f"{end:%Y-%m-%d}"]
    if names is not None:
        args += ["--indirect-selection", "empty", "--select", " ".join(sorted(names))]
    return args
