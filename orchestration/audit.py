"""Read dbt's run results: may what was built be published?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PART_OF_THE_PROJECT = ("select", "exclude", "selector", "resource_types", "empty", "sample")
"""Options of ``dbt build`` that leave out models, tests or rows."""

FAILED = {"error", "fail", "runtime error", "partial success"}


@dataclass(frozen=True)
class Failure:
    """A node that failed: its name, dbt's message, and the table that holds failing rows."""

    name: str
    message: str
    rows_in: str | None

    def line(self) -> str:
        """One line for a terminal; names no row content."""
        where = f"; rows: select * from {self.rows_in}" if self.rows_in else ""
        return f"{self.name}: {self.message}{where}"


@dataclass(frozen=True)
class Audit:
    """What a build's results say."""

    tests_passed: int
    tests_warned: int
    failures: tuple[Failure, ...]
    refusal: str | None = None

    def refuses(self, checks: Iterable[str] = ()) -> str | None:
        """Why not to go on: what failed here, and these checks; None where nothing did."""
        names = [*checks, *(failure.name for failure in self.failures)]
        return f"{len(names)} not passed, among them {', '.join(names[:5])}" if names else None

    @property
    def passed(self) -> bool:
        """True where nothing failed and the whole project was built."""
        return not self.failures and self.refusal is None


def read_audit(target: Path) -> Audit:
    """The audit of the build whose results are in ``target``."""
    path = target / "run_results.json"
    if not path.exists():
        hint = "run `dbt build`, and publish from the same folder with the same DBT_TARGET_PATH"
        return Audit(0, 0, (), f"{path} is missing: {hint}")
    return audit_of(json.loads(path.read_text(encoding="utf-8")))


def audit_of(results: Mapping[str, Any]) -> Audit:
    """The audit of dbt's ``run_results.json`` (schema v6), given as a mapping."""
    args = results.get("args", {})
    refusal = None
    skipped_kinds = set(args.get("exclude_resource_types") or ()) - {"unit_test"}
    is_part = skipped_kinds or any(args.get(name) for name in PART_OF_THE_PROJECT)
    if args.get("which") != "build" or is_part:
        refusal = "the last dbt command was not a build of the whole project"
    tests = [
        result["status"]
        for result in results["results"]
        if result["unique_id"].split(".")[0] in ("test", "unit_test")
    ]
    return Audit(
        tests_passed=sum(status == "pass" for status in tests),
        tests_warned=sum(status == "warn" for status in tests),
        failures=tuple(
            failure_of(result) for result in results["results"] if result["status"] in FAILED
        ),
        refusal=refusal,
    )


def failure_of(result: Mapping[str, Any]) -> Failure:
    """A failed result; a test that stores its failures names their table."""
    kind, *rest = result["unique_id"].split(".")
    name = ".".join(rest[1:]) if kind == "unit_test" else rest[1]
    message = " ".join(str(result.get("message") or result["status"]).split())
    has_rows = kind == "test" and result["status"] == "fail"
    relation = str(result.get("relation_name") or "").replace('"', "")
    return Failure(
        f"{kind.replace('_', ' ')} {name}",
        message[:160],
        relation.split(".", 1)[-1] if has_rows and relation else None,
    )
