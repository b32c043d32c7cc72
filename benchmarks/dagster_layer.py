"""Materialise-all through Dagster against a bare ``dbt build``, and the lines of the layer.

Both build and check the same landed sample, in turn, after one warm-up of each: models, seeds and
tests, no landing and no publishing. Dagster's run is in this process, on SQLite as ``make dev``.

    python benchmarks/dagster_layer.py [--repeats 3] [--claim-lines 6000]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
LAYER = ROOT / "orchestration" / "defs"
FIXED_SECONDS = 10.0
LINES = 400


def timed(action: Callable[[], object]) -> float:
    """Seconds of wall time."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def command(*words: str) -> None:
    """Run a command of this environment; its output only where it fails."""
    done = subprocess.run(
        [str(BIN / words[0]), *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)}\n{done.stdout[-3000:]}{done.stderr[-2000:]}")


def main() -> None:
    """Print the figures; exit 1 where a budget is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--claim-lines", type=int, default=6000)
    options = parser.parse_args()
    lines = {path.name: len(path.read_text().splitlines()) for path in sorted(LAYER.glob("*.py"))}
    for name, count in lines.items():
        print(f"{name:<16}{count:>5} lines")
    total = sum(lines.values())
    print(f"{'orchestration/defs':<16}{total:>3} lines, budget {LINES}")
    with tempfile.TemporaryDirectory(prefix="claimhouse_dagster_") as folder:
        ratio, extra = measured(Path(folder), options.repeats, options.claim_lines)
    if extra > FIXED_SECONDS or total > LINES:
        sys.exit(f"over budget: {extra:.1f} s (ratio {ratio:.2f}), {total} lines")


def measured(folder: Path, repeats: int, claim_lines: int) -> tuple[float, float]:
    """Ratio and difference of the medians."""
    os.environ |= {
        "CLAIMHOUSE_HOME": str(folder),
        "CLAIMHOUSE_TOKEN_KEY": "the key of a benchmark, for no real data",
        "DBT_PROFILES_DIR": str(ROOT),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DAGSTER_HOME": str(folder / "dagster"),
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }
    warnings.simplefilter("ignore")
    (folder / "build").mkdir()
    (folder / "dagster").mkdir()
    storage = (ROOT / "orchestration" / "storage.yaml").read_text()
    (folder / "dagster" / "dagster.yaml").write_text(storage)
    command("claimhouse", "sample", str(folder / "build" / "sample"),
            "--claim-lines", str(claim_lines))  # fmt: skip
    command("claimhouse", "ingest")
    command("dbt", "parse", "--quiet")

    import dagster as dg

    from orchestration.defs import assembled
    from orchestration.intake import today

    job = assembled().get_repository_def().get_job("everything")
    everything = dg.AssetSelection.all() - dg.AssetSelection.groups(
        "landing", "on_request", "inbox", "serve", "risk"
    )
    keys = list(everything.resolve(assembled().get_repository_def().asset_graph))

    def through_dagster() -> None:
        with dg.DagsterInstance.get() as instance:
            done = job.execute_in_process(
                instance=instance, partition_key=today(), asset_selection=keys
            )
            assert done.success

    def bare() -> None:
        command("dbt", "build", "--quiet", "--exclude-resource-type", "unit_test")

    through_dagster()
    bare()
    seconds: dict[str, list[float]] = {"dagster": [], "dbt": []}
    for _ in range(repeats):
        seconds["dagster"].append(timed(through_dagster))
        seconds["dbt"].append(timed(bare))
    dagster, dbt = median(seconds["dagster"]), median(seconds["dbt"])
    print(f"dagster {dagster:.1f} s, dbt {dbt:.1f} s (medians of {repeats})")
    print(f"ratio {dagster / dbt:.2f}, {dagster - dbt:+.1f} s, budget +{FIXED_SECONDS:.0f} s")
    return dagster / dbt, dagster - dbt


if __name__ == "__main__":
    main()
