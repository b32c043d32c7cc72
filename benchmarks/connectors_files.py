"""What the file connectors cost, beside the plainest library call for the same job.

python benchmarks/connectors_files.py [megabytes] writes about 100 MB of claim lines in each format
to a scratch folder (removed after), reads it with every reader in a process of its own, three
times, and prints medians: rows and MB (of 10**6 bytes) per second of wall time, CPU seconds, peak
memory (RSS, MB, interpreter and libraries included), and each wall time as a ratio to the
connector's. Every reader but the bare loops ends with a Parquet file of text columns, because
that is the job; `drained` are the same connectors with nothing written.
"""

from __future__ import annotations

import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

NAMES = ["claim_id", "line", "service_date", "procedure_code", "charge_amount", "note", "npi"]
BYTES_A_ROW = {"csv": 82, "quoted": 96, "dirty": 82, "latin": 83, "parquet": 82, "jsonl": 180}
RUNS = 3


def sample(path: Path, kind: str, megabytes: int) -> None:
    """Claim lines of about ``megabytes`` (Parquet: of as many rows as the plain CSV)."""
    rows = megabytes * 1_000_000 // BYTES_A_ROW[kind]
    query = f"""
        select
            'CLM' || lpad(i::varchar, 10, '0') as claim_id,
            i % 9 + 1 as line,
            date '2024-01-01' + (i % 365)::int as service_date,
            (99200 + i % 50)::varchar as procedure_code,
            (i % 100000 / 100)::decimal(12, 2) as charge_amount,
            'office visit, ' || case when i % 3 = 0 then 'new' else 'established' end as note,
            (1000000000 + hash(i) % 999999999)::varchar as npi
        from range({rows}) as t(i)"""
    if kind in ("csv", "dirty", "latin"):  # a tab, so that no cell needs a quote
        query = query.replace("visit, ", "visité, " if kind == "latin" else "visit, ")
        how = "format csv, delimiter '\t'"
    else:
        how = {
            "quoted": "format csv, force_quote *",
            "parquet": "format parquet",
            "jsonl": "format json",
        }[kind]
    duckdb.sql(f"copy ({query}) to '{path}' ({how})")
    if kind == "latin":
        content = path.read_text()
        path.write_text(content, encoding="latin-1")
    if kind == "dirty":  # a row too short in every megabyte: no block is clean
        with path.open("r+b") as stream:
            for place in range(500_000, path.stat().st_size - 1000, 1_000_000):
                stream.seek(place)
                tab = stream.read(1000).index(b"\t")
                stream.seek(place + tab)
                stream.write(b" ")


def connector(name: str, is_written: bool = True) -> Callable[[Path, Path], int]:
    """Reads with our connector, to Parquet or to nothing."""

    def run(path: Path, target: Path) -> int:
        module = import_module(f"orchestration.ingestion.connectors.{name}")
        batches: Iterator[Any] = module.read(path, {})
        first = next(batches)
        rows = len(first.source_rows)
        if not is_written:
            return rows + sum(len(batch.source_rows) for batch in batches)
        with pq.ParquetWriter(target, first.columns.schema, compression="zstd") as writer:
            writer.write_table(first.columns)
            for batch in batches:
                writer.write_table(batch.columns)
                rows += len(batch.source_rows)
        return rows

    return run


def duckdb_copy(path: Path, target: Path) -> int:
    """DuckDB's reader with every column text, written by DuckDB."""
    how = "all_varchar = true, ignore_errors = true"
    with duckdb.connect() as db:
        db.execute(
            f"copy (from read_csv('{path}', {how})) to '{target}' (format parquet, codec zstd)"
        )
    return int(pq.read_metadata(target).num_rows)


def arrow_csv(path: Path, target: Path) -> int:
    """Arrow's streaming reader with every column text."""
    with path.open("rb") as stream:
        delimiter = "\t" if b"\t" in stream.readline() else ","
    parse = pyarrow.csv.ParseOptions(delimiter=delimiter, invalid_row_handler=lambda _: "skip")
    convert = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(NAMES, pa.string()))
    encoding = "latin-1" if "latin" in path.name else "utf8"
    read = pyarrow.csv.ReadOptions(encoding=encoding)
    rows = 0
    with (
        pyarrow.csv.open_csv(path, read, parse, convert) as batches,
        pq.ParquetWriter(target, batches.schema, compression="zstd") as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def csv_loop(path: Path, target: Path) -> int:
    """Python's csv.reader, rows counted and thrown away."""
    encoding = "latin-1" if "latin" in path.name else "utf-8"
    with path.open(encoding=encoding, newline="") as stream:
        delimiter = "\t" if "\t" in stream.readline() else ","
        return sum(1 for _ in csv.reader(stream, delimiter=delimiter, strict=True))


def arrow_parquet(path: Path, target: Path) -> int:
    """Arrow's reader, the columns cast to text and written."""
    table = pq.read_table(path)
    text = table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))
    pq.write_table(text, target, compression="zstd")
    return int(table.num_rows)


def json_loop(path: Path, target: Path) -> int:
    """json.loads line by line, objects counted and thrown away."""
    with path.open() as stream:
        return sum(1 for line in stream if json.loads(line))


READERS: dict[str, tuple[str, Callable[[Path, Path], int]]] = {
    f"{kind}: {name}": (kind, reader)
    for kind in ("csv", "quoted", "dirty", "latin")
    for name, reader in {
        "our connector": connector("delimited"),
        "our connector, drained": connector("delimited", is_written=False),
        **({} if kind == "latin" else {"duckdb read_csv all_varchar": duckdb_copy}),
        "pyarrow.csv": arrow_csv,
        "csv.reader loop": csv_loop,
    }.items()
} | {
    "parquet: our connector": ("parquet", connector("parquet")),
    "parquet: our connector, drained": ("parquet", connector("parquet", is_written=False)),
    "parquet: pyarrow.parquet read, cast": ("parquet", arrow_parquet),
    "jsonl: our connector": ("jsonl", connector("jsonl")),
    "jsonl: our connector, drained": ("jsonl", connector("jsonl", is_written=False)),
    "jsonl: json.loads loop": ("jsonl", json_loop),
}


def measure(name: str, path: Path, target: Path) -> None:
    """Run one reader; print rows, wall and CPU seconds and peak memory (MB) as JSON."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    rows = READERS[name][1](path, target)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # not ru_maxrss: it has the parent's peak in it
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024
    print(json.dumps({"rows": rows, "wall": wall, "cpu": cpu, "peak": peak}))


def main(megabytes: int) -> None:
    """Print the table."""
    root = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        paths = {kind: Path(folder) / f"{kind}.txt" for kind in BYTES_A_ROW}
        for kind, path in paths.items():
            sample(path, kind, megabytes)
        print(
            f"{'reader':38}{'rows':>10}{'rows/s':>11}{'MB/s':>7}{'CPU s':>7}{'peak':>6}{'ratio':>7}"
        )
        base = 1.0
        for name, (kind, _) in READERS.items():
            runs = []
            for _ in range(RUNS):
                command = [sys.executable, __file__, name, str(paths[kind]), f"{folder}/out"]
                done = subprocess.run(
                    command, cwd=root, env={"PYTHONPATH": str(root)}, check=True,
                    capture_output=True, text=True,
                )  # fmt: skip
                runs.append(json.loads(done.stdout))
            wall, cpu, peak = (
                statistics.median(run[key] for run in runs) for key in ("wall", "cpu", "peak")
            )
            base = wall if name.endswith("our connector") else base
            rows, size = runs[0]["rows"], paths[kind].stat().st_size / 1_000_000
            print(
                f"{name:38}{rows:>10,}{rows / wall:>11,.0f}{size / wall:>7.0f}"
                f"{cpu:>7.2f}{peak:>6.0f}{wall / base:>7.2f}"
            )


if __name__ == "__main__":
    if len(sys.argv) == 4:
        measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
