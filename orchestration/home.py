"""Where things are: every path below one folder, CLAIMHOUSE_HOME."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from orchestration.ingestion.landing import Landing


@dataclass(frozen=True)
class Home:
    """The folder of landing/, build/, serve/, risk/ and as_of/; the project's root unless set."""

    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        """CLAIMHOUSE_HOME, else the working directory."""
        return cls(Path(os.environ.get("CLAIMHOUSE_HOME") or Path.cwd()).resolve())

    @property
    def landing(self) -> Landing:
        """The landing zone."""
        return Landing(self.root / "landing")

    @property
    def sample(self) -> Path:
        """Where the sample networks are written."""
        return self.root / "build" / "sample"

    @property
    def build_file(self) -> Path:
        """The database that dbt writes; holds every layer."""
        return self.root / "build" / "claimhouse.duckdb"

    @property
    def served_file(self) -> Path:
        """The database that consumers read; holds gold only."""
        return self.root / "serve" / "claimhouse.duckdb"

    @property
    def report_file(self) -> Path:
        """The report that people open, one HTML file."""
        return self.root / "serve" / "report.html"

    @property
    def risk(self) -> Path:
        """Models of denial risk, one folder each (docs/guides/denial-risk.md)."""
        return self.root / "risk"

    @property
    def target(self) -> Path:
        """Where dbt writes its artefacts: DBT_TARGET_PATH, else target/ where dbt is called."""
        return Path(os.environ.get("DBT_TARGET_PATH") or "target").resolve()
