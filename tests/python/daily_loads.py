"""Loads of an inbox, one after the other: files arrive, land, and dbt runs.

Run: python tests/python/daily_loads.py <loads.json>, with the environment of Project.run.
One process for all loads, so that dbt reads the project once.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from dbt.cli.main import dbtRunner

# what is recomputed by file, transaction and chain, and what it reads
TOUCHED = [f"+path:models/silver/{folder}" for folder in ("x12", "claims", "remittances")]


def invoke(runner: dbtRunner, *command: str) -> None:
    """Run dbt; raises RuntimeError where it fails."""
    result = runner.invoke([*command, "--quiet"])
    if not result.success:
        raise RuntimeError(f"dbt {' '.join(command)}: {result.exception or 'failed'}")


def arrive(load: dict[str, list[str]], source: Path, inbox: Path) -> None:
    """Copy the files of a load, named by their paths below ``source``, and land them."""
    for name in load["files"]:
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, inbox / name)
    subprocess.run(
        [str(Path(sys.executable).parent / "claimhouse"), "ingest", "--inbox", str(inbox)],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def main(plan: Path) -> None:
    """``plan`` names ``source`` and ``inbox``, and the loads: ``{"files": [...], "all": bool}``."""
    order = json.loads(plan.read_text())
    runner = dbtRunner()
    invoke(runner, "seed")
    for number, load in enumerate(order["loads"], order["first"]):
        arrive(load, Path(order["source"]), Path(order["inbox"]))
        started = time.perf_counter()
        print(f"load {number}: dbt runs", flush=True)
        invoke(runner, "run", *([] if load["all"] else ["--select", *TOUCHED]))
        seconds = time.perf_counter() - started
        print(f"load {number}: {len(load['files'])} files, {seconds:.1f} s", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
