"""What publishing costs: copying gold against writing it once, and against a copy of the file.

Run: python benchmarks/publish.py [rows]. Uses a made-up fact table; prints seconds and ratios.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from orchestration.home import Home
from orchestration.publish import copy_gold, digest

RUNS = 3


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write(file: Path, rows: int) -> None:
    """A fact table of ``rows`` lines with keys, codes, flags and amounts."""
    file.unlink(missing_ok=True)
    with duckdb.connect(file) as db:
        db.execute("create schema gold")
        db.execute(
            """
            create table gold.fct_adjudications as
            select
                (hash(n) % 1000000007)::bigint as remittance_claim_key,
                md5((n // 3)::text) as claim_key,
                md5((n % 40)::text) as payer_key,
                (99000 + hash(n, 1) % 900)::text as procedure_code,
                hash(n, 2) % 11 = 0 as is_denied,
                (hash(n, 3) % 90000 / 100)::decimal(18, 2) as charge_amount,
                (hash(n, 4) % 70000 / 100)::decimal(18, 2) as paid_amount,
                date '2024-01-01' + (n % 700)::int as service_date
            from range(?) as t(n)
            """,
            [rows],
        )


def main(rows: int) -> None:
    """Print medians of RUNS runs and ratios against writing the table once."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        home.build_file.parent.mkdir()
        copy = home.root / "copy.duckdb"
        timings: dict[str, list[float]] = {}
        for _ in range(RUNS):
            copy.unlink(missing_ok=True)
            steps: dict[str, Callable[[], object]] = {
                "write the table": lambda: write(home.build_file, rows),
                "copy gold": lambda: copy_gold(home.build_file, copy),
                "compare": lambda: digest(copy),
                "copy the file": lambda: shutil.copy(home.build_file, home.root / "plain"),
            }
            for name, work in steps.items():
                timings.setdefault(name, []).append(seconds(work))
        baseline = statistics.median(timings["write the table"])
        print(f"{rows:,} rows, {home.build_file.stat().st_size / 1e6:,.0f} MB")
        for name, values in timings.items():
            median = statistics.median(values)
            print(f"{name:<16} {median:7.2f} s  {median / baseline:5.2f} x writing the table")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000)
