"""What a day costs against a build of everything: a month of one network arrives last.

Run: python benchmarks/incremental.py [claim lines]. Writes the sample networks, lands and builds
all files but the X12 files of one month of one network, then these, then everything anew; prints
seconds of each, of dbt as a whole and of the models of X12, claims and remittances, and ratios.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from orchestration.sample import write_sample

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
HELD_BACK = "own_summit"
FOLDERS = ("x12", "claims", "remittances")


def run(home: Path, *command: str) -> tuple[float, float]:
    """Wall and CPU seconds of a command of this project on ``home``."""
    environment = os.environ | {
        "CLAIMHOUSE_HOME": str(home),
        "DBT_PROFILES_DIR": str(ROOT),
        "DBT_TARGET_PATH": str(home / "target"),
        "DBT_LOG_PATH": str(home / "logs"),
        "CLAIMHOUSE_TOKEN_KEY": "the key of a benchmark, for no real data",
        "PYTHONPATH": str(ROOT),
    }
    start, used = time.perf_counter(), children_seconds()
    subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - start, children_seconds() - used


def children_seconds() -> float:
    """CPU seconds of all commands so far: they tell more than wall time on a busy machine."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def seconds_in_models(home: Path) -> float:
    """Seconds that the last run spent in models of FOLDERS, over all threads."""
    results = json.loads((home / "target" / "run_results.json").read_text())["results"]
    manifest = json.loads((home / "target" / "manifest.json").read_text())["nodes"]
    return sum(
        float(result["execution_time"])
        for result in results
        if manifest[result["unique_id"]]["fqn"][1:2] == ["silver"]
        and manifest[result["unique_id"]]["fqn"][2] in FOLDERS
    )


def month_of_one_network(inbox: Path) -> list[Path]:
    """Its X12 files of the last month in which all kinds of them arrived."""
    x12 = sorted((inbox / HELD_BACK / "x12").iterdir())
    months = [path.name.split(".")[0].split("_")[-1] for path in x12]
    last = max(month for month in months if months.count(month) == max(map(months.count, months)))
    return [path for path, month in zip(x12, months, strict=True) if month == last]


def main(claim_lines: int) -> None:
    """Print what the day and the full build took."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "build").mkdir()
        inbox, later = home / "inbox", home / "later"
        later.mkdir()
        write_sample(inbox, claim_lines=claim_lines, as_parquet=True)
        for path in sorted(inbox.iterdir()):
            if path.is_dir():
                path.rename(inbox / path.name.replace("sample_", "own_"))
            else:
                path.write_text(path.read_text().replace("sample_", "own_"))
        day = month_of_one_network(inbox)
        all_bytes = sum(path.stat().st_size for path in inbox.glob("*/x12/*"))
        day_bytes = sum(path.stat().st_size for path in day)
        for path in day:
            path.rename(later / path.name)
        run(home, "claimhouse", "ingest", "--inbox", str(inbox))
        run(home, "dbt", "seed", "--quiet")
        run(home, "dbt", "run", "--quiet")
        for path in day:
            (later / path.name).rename(path)
        run(home, "claimhouse", "ingest", "--inbox", str(inbox))
        spent: dict[str, tuple[float, float, float]] = {}
        for name, options in (("day", []), ("nothing new", []), ("full", ["--full-refresh"])):
            spent[name] = (
                *run(home, "dbt", "run", "--quiet", *options), seconds_in_models(home),
            )  # fmt: skip
            if name == "day":
                with duckdb.connect(home / "build" / "claimhouse.duckdb", read_only=True) as db:
                    counts = db.execute(
                        "select (select count(*) from silver.silver_touched_chains),"
                        " (select count(*) from silver.silver_chain_inputs)"
                    ).fetchone()
        print(f"{claim_lines:,} claim lines; the day is {len(day)} of the X12 files,")
        print(f"{day_bytes / all_bytes:.1%} of their bytes; chains touched, all: {counts}")
        for name, seconds in spent.items():
            for what, taken, full in zip(
                ("dbt run, wall", "dbt run, CPU", f"models of {', '.join(FOLDERS)}, wall"),
                seconds, spent["full"], strict=True,
            ):  # fmt: skip
                print(f"{name:12} {what:42} {taken:6.1f} s {taken / full:5.2f} of full")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
