"""All figures as they were known at the end of a past day: a home of its own, built anew."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date

from orchestration import risk
from orchestration.dbt_command import DBT, ROOT, as_of_arguments
from orchestration.dependencies import install_extensions
from orchestration.home import Home


class AsOfError(Exception):
    """Nothing was built; the message says why."""


def build_as_of(home: Home, day: date) -> Home:
    """Build what the sources held at the end of ``day``; returns the home that holds it.

    It reads the landing zone of ``home`` and changes nothing of it. dbt speaks for itself.

    Raises:
        AsOfError: if nothing has landed, or dbt ended with an error.
    """
    if not home.landing.root.is_dir():
        raise AsOfError(f"{home.landing.root} is missing: run `claimhouse ingest` first")
    past = Home(home.root / "as_of" / day.isoformat())
    shutil.rmtree(past.root, ignore_errors=True)
    past.build_file.parent.mkdir(parents=True)
    past.landing.root.symlink_to(home.landing.root)
    risk.anchor(past)  # a model of today knows too much
    install_extensions(past.build_file.parent / "extensions")
    folders = {"CLAIMHOUSE_HOME": str(past.root), "DBT_PROFILES_DIR": str(ROOT)}
    folders |= {
        "DBT_TARGET_PATH": str(past.root / "target"),
        "DBT_LOG_PATH": str(past.root / "logs"),
    }
    done = subprocess.run(
        [DBT, *as_of_arguments(day)], cwd=ROOT, env=os.environ | folders, check=False
    )
    if done.returncode:
        raise AsOfError(f"dbt ended with exit code {done.returncode}; see {past.root / 'logs'}")
    return past
