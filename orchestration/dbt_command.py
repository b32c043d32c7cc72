"""The dbt command that builds: of which days, and which of the nodes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 60
"""How long dbt may take to end when asked to."""

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


def build(arguments: Sequence[str], target: Path) -> tuple[int, list[dict[str, Any]]]:
    """Run dbt, which writes below ``target``: its exit code, and the results of the nodes it ran.

    Its errors stand in our own output, each step in dbt.log: a line for each on the screen, too,
    costs a tenth of a build of the sample. Where we are asked to end, dbt is asked to end first.
    """
    results = target / "run_results.json"
    results.unlink(missing_ok=True)  # those of an earlier build must not be read as this one's
    environment = os.environ | {"DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target)}
    with subprocess.Popen([DBT, "--quiet", *arguments], cwd=ROOT, env=environment) as process:
        try:
            status = process.wait()
        except BaseException:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE_SECONDS)
            raise
    found = json.loads(results.read_bytes())["results"] if results.exists() else []
    return status, found


def as_of_arguments(day: date) -> list[str]:
    """Arguments for dbt: everything anew, of what the sources held at the end of ``day``."""
    known = json.dumps({"known_by": day.isoformat()})
    return ["--quiet", "build", "--full-refresh", "--exclude-resource-type", "unit_test",
            "--vars", known]  # fmt: skip
