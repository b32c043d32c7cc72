"""Parse X12 with our models and with Python parsers from PyPI, on the same bytes.

Run: python benchmarks/x12.py [--megabytes 1000] [--large 5000] [--slice 20] [--runs 3]

Made-up 835s of the sample networks, half of them wrapped at 80 characters, in about 100 files
and in one file; --large adds one file with one transaction of that size and removes it after.
Each measurement is a process of its own, so that its CPU seconds and its peak memory are its own.
Ratios are of MB per CPU second, against the fastest Python parser that gives claims.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from orchestration.ingestion.feeds import Source
from orchestration.ingestion.ingest import Ingest
from orchestration.ingestion.landing import Landing, Load
from orchestration.ingestion.shape import schema_of
from orchestration.sample import write_sample

ROOT = Path(__file__).parents[1]
BENCH = ROOT / "build" / "bench"
LINES_PER_MEGABYTE = 3900
"""Claim lines of the sample whose 835s are one megabyte."""

PARSERS = {
    "openx12": ["openx12==0.2.1"],
    "edi-835-parser": ["edi-835-parser==1.8.0", "pandas<3"],
    "pyx12": ["pyx12==4.0.0"],
    "linuxforhealth-x12": ["linuxforhealth-x12==0.57.0", "pydantic[dotenv]<2"],
    "x12-python (segments)": ["x12-python==0.1.0"],
    "pyx12 (segments)": ["pyx12==4.0.0"],
    "linuxforhealth-x12 (segments)": ["linuxforhealth-x12==0.57.0", "pydantic[dotenv]<2"],
}
"""What is measured, and what it is installed from; badx12 0.2.2 fails on Python 3.10 and later."""

PLAIN, WRAPPED = "sample_lakeside", "sample_summit"
"""Networks of the sample: with line ends, and wrapped at 80 characters."""

PIECES = "bronze.bronze_x12__pieces"
LARGE_SETTINGS = "memory_limit='600MB'"
"""What DuckDB may take of the large file's 1 GB; the rest is its allocator's and Python's."""

CONSUME = """
    select count(*), max(transaction_key), max(part_number), max(claim_number),
        max(segment_number), max(segment_tag), sum(strlen(segment))
    from ({query})
"""


@dataclass(frozen=True)
class Result:
    """One measurement: bytes read, rows made, seconds, peak bytes of memory."""

    name: str
    size: int
    rows: int
    wall: float
    cpu: float
    peak: int
    note: str = ""

    @property
    def rate(self) -> float:
        """Megabytes per CPU second."""
        return self.size / 1e6 / max(self.cpu, 1e-3)


# ---------------------------------------------------------------- corpus


def make_corpus(folder: Path, megabytes: int) -> None:
    """Write the sample's 835s and 837s into ``many`` and all 835s as one file into ``single``."""
    if not (folder / "many").exists():
        write_sample(folder / "new", claim_lines=max(60, megabytes * LINES_PER_MEGABYTE))
        for network in sorted((folder / "new").glob("*/x12")):
            moved = folder / "partial" / network.parent.name
            moved.parent.mkdir(parents=True, exist_ok=True)
            network.rename(moved)
        shutil.rmtree(folder / "new")
        (folder / "partial").rename(folder / "many")
    single = folder / "single" / "bench" / "all.835"
    if not single.exists():
        single.parent.mkdir(parents=True, exist_ok=True)
        with single.with_suffix(".new").open("wb") as target:
            for path in sorted(folder.glob("many/*/*.835")):
                target.write(path.read_bytes())
        single.with_suffix(".new").rename(single)


def make_large(folder: Path, megabytes: int) -> None:
    """Write one 835 with a single transaction of ``megabytes``, out of the claims of the sample."""
    target = folder / "large" / "bench" / "large.835"
    target.parent.mkdir(parents=True, exist_ok=True)
    sources = sorted(folder.glob("many/sample_lakeside/*.835"))
    first = sources[0].read_bytes()
    size = 0
    with target.open("wb") as stream:
        stream.write(first[: first.index(b"CLP*")])
        while size < megabytes * 1_000_000:
            for source in sources:
                for text in source.read_bytes().split(b"ST*835*")[1:]:
                    body = text[text.index(b"CLP*") : text.index(b"SE*")].split(b"PLB*")[0]
                    size += stream.write(body)
                if size >= megabytes * 1_000_000:
                    break
        stream.write(b"SE*1*0001~\r\nGE*1*1~\r\nIEA*1*1~\r\n")


def size_of(folder: Path, pattern: str) -> int:
    """Bytes of the files below ``folder``."""
    return sum(path.stat().st_size for path in folder.glob(pattern))


# ---------------------------------------------------------------- steps, each in its own process


def step_floor(files: Path, home: Path) -> int:
    """DuckDB reads every byte of the files."""
    with duckdb.connect() as db:
        paths = [str(path) for path in sorted(files.glob("*/*.835"))]
        total = 0
        for path in paths:  # one by one: read_blob keeps every file that it reads at once
            found = db.execute("select sum(octet_length(content)) from read_blob(?)", [path])
            total += (found.fetchone() or (0,))[0]
        return total


def step_land(files: Path, home: Path) -> int:
    """Cut and land the files, as ``claimhouse ingest`` does."""
    shutil.rmtree(home / "landing", ignore_errors=True)
    landing = Landing(home / "landing")
    landing.anchor("x12", "pieces", schema_of("x12", "pieces"))
    pattern = "**/*.837" if home.name == "claims" else "**/*.835"
    ingest = Ingest(files, landing, Load.start())
    networks = sorted(path.name for path in files.iterdir() if path.is_dir())
    return sum(
        ingest.land(Source("x12", "pieces", network, "x12", pattern)).new for network in networks
    )


def connect(home: Path) -> duckdb.DuckDBPyConnection:
    """A new build file with the seeds, and a view of the pieces that landed below ``home``."""
    file = home / "build" / "claimhouse.duckdb"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.with_suffix(".duckdb.wal").unlink(missing_ok=True)
    shutil.copy(BENCH / "build" / "claimhouse.duckdb", file)
    db = duckdb.connect(file)
    for setting in filter(None, os.environ.get("CLAIMHOUSE_BENCH_SETTINGS", "").split(";")):
        db.execute(f"set {setting}")
    db.execute("create schema if not exists bronze; create schema if not exists vault")
    db.execute(
        f"create or replace view {PIECES} as select * from read_parquet("
        f"'{home}/landing/x12/pieces/network=*/*.parquet', hive_partitioning = false)"
    )
    return db


def compiled(model: str) -> str:
    """The SQL of a model, as dbt compiled it."""
    (path,) = (BENCH / "target" / "compiled").glob(f"**/{model}.sql")
    return path.read_text()


def count(db: duckdb.DuckDBPyConnection, query: str) -> int:
    """First number of the first row."""
    return int((db.execute(query).fetchone() or (0,))[0])


def step_scan(files: Path, home: Path) -> int:
    """Read the landed texts and take their length."""
    with connect(home) as db:
        return count(db, f"select sum(strlen(content)) from {PIECES}")


def step_count(files: Path, home: Path) -> int:
    """Split into segments and loops; only count them."""
    with connect(home) as db:
        return count(db, f"select count(*) from ({compiled(segment_model(home))})")


def step_parse(files: Path, home: Path) -> int:
    """Split into segments and loops; make every column of every row, write none."""
    with connect(home) as db:
        return count(db, CONSUME.format(query=compiled(segment_model(home))))


def step_write(files: Path, home: Path) -> int:
    """Split into segments and loops; write the table."""
    with connect(home) as db:
        db.execute(f"create table silver.segments as {compiled(segment_model(home))}")
        return count(db, "select count(*) from silver.segments")


def segment_model(home: Path) -> str:
    """The model that splits what landed below ``home``."""
    return f"silver_x12_{'837' if home.name == 'claims' else '835'}_segments"


def step_silver(files: Path, home: Path) -> int:
    """Write every X12 model of silver, one after another; returns the rows of all of them."""
    rows = 0
    with connect(home) as db:
        for model, relation in silver_models():
            db.execute(f"create table {relation} as {compiled(model)}")
            rows += count(db, f"select count(*) from {relation}")
    return rows


def silver_models() -> Iterator[tuple[str, str]]:
    """Models of models/silver/x12 with their tables, each after those that it reads."""
    nodes = json.loads((BENCH / "target" / "manifest.json").read_text())["nodes"]
    wanted = {key: node for key, node in nodes.items() if "silver/x12/" in node["path"]
              or node["path"].startswith("silver/x12")}  # fmt: skip
    wanted = {key: node for key, node in wanted.items() if node["resource_type"] == "model"}
    done: set[str] = set()
    while len(done) < len(wanted):
        for key, node in wanted.items():
            if key not in done and not set(node["depends_on"]["nodes"]) & (set(wanted) - done):
                done.add(key)
                yield node["name"], f"{node['schema']}.{node['alias']}"


STEPS = {
    "floor": step_floor,
    "land": step_land,
    "scan": step_scan,
    "count": step_count,
    "parse": step_parse,
    "write": step_write,
    "silver": step_silver,
}


def run_step(name: str, files: Path, home: Path) -> None:
    """Run one step in this process and print what it took, as one line of JSON."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    rows = STEPS[name](files, home)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = peak_bytes()
    print(json.dumps({"rows": rows, "wall": wall, "cpu": cpu, "peak": peak, "error": ""}))


def peak_bytes() -> int:
    """Peak resident memory of this process (not ru_maxrss: it starts at that of the parent)."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) * 1024


# ---------------------------------------------------------------- measuring


def measure(name: str, command: list[str], size: int, runs: int, settings: str = "") -> Result:
    """Medians over ``runs`` processes."""
    found = []
    environment = os.environ | ({"CLAIMHOUSE_BENCH_SETTINGS": settings} if settings else {})
    for _ in range(runs):
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False
        )
        if done.returncode:
            raise SystemExit(f"{name}: {done.stderr[-2000:]}")
        found.append(json.loads(done.stdout.splitlines()[-1]))
    wall, cpu, peak = (statistics.median(f[key] for f in found) for key in ("wall", "cpu", "peak"))
    return Result(name, size, found[0]["rows"], wall, cpu, int(peak), found[0]["error"])


def measure_step(
    title: str, step: str, files: Path, home: Path, size: int, runs: int, settings: str = ""
) -> Result:
    """A step on a corpus; every silver table of a large one is written once only."""
    runs = 1 if step == "silver" and size > 200_000_000 else runs
    command = [sys.executable, __file__, "--step", step, str(files), str(home)]
    return measure(title, command, size, runs, settings)


def parser_python(name: str) -> Path:
    """The interpreter of the parser's own environment, made at its first use."""
    packages = PARSERS[name]
    folder = BENCH / "parsers" / packages[0].split("==")[0]
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "--disable-pip-version-check", *packages], check=True)
        (folder / "ready").touch()
    return folder / "bin" / "python"


def measure_parsers(corpus: Path, megabytes: int, runs: int) -> Iterator[Result]:
    """Each Python parser on a slice of the first network; its note: what it found of the second."""
    network, other = (slice_of(corpus / name, megabytes) for name in (PLAIN, WRAPPED))
    script = str(ROOT / "benchmarks" / "x12_parsers.py")
    claims = [
        sum(p.read_bytes().replace(b"\n", b"").count(b"CLP") for p in s) for s in (network, other)
    ]
    for name in PARSERS:
        command = [str(parser_python(name)), "-P", script, name]  # -P: no x12 but the package
        size = sum(path.stat().st_size for path in network)
        result = measure(name, command + [str(path) for path in network], size, runs)
        second = measure(name, command + [str(path) for path in other], size, 1)
        note = f"claims {result.rows}/{claims[0]}, wrapped network {second.rows}/{claims[1]}"
        yield replace(result, note=f"{note} {result.note}".strip())


def slice_of(folder: Path, megabytes: int) -> list[Path]:
    """The first 835s of a network, up to ``megabytes``, at least one."""
    chosen: list[Path] = []
    size = 0
    for path in sorted(folder.glob("*.835"), key=lambda p: (p.name[-11:], p.name)):
        size += path.stat().st_size
        if chosen and size > megabytes * 1_000_000:
            break
        chosen.append(path)
    return chosen


def prepare() -> None:
    """Compile the models and load the seeds, in a home of the benchmark's own."""
    (BENCH / "build").mkdir(parents=True, exist_ok=True)
    Landing(BENCH / "landing").anchor("x12", "pieces", schema_of("x12", "pieces"))
    environment = os.environ | {
        "CLAIMHOUSE_HOME": str(BENCH),
        "DBT_PROFILES_DIR": str(ROOT),
        "DBT_TARGET_PATH": str(BENCH / "target"),
        "DBT_LOG_PATH": str(BENCH / "logs"),
    }
    shutil.rmtree(BENCH / "target", ignore_errors=True)
    for command in (["seed"], ["compile", "--select", "silver.x12"]):
        subprocess.run(
            [str(Path(sys.executable).parent / "dbt"), "--quiet", *command],
            cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip


def show(results: list[Result], reference: Result) -> None:
    """Print a table; ratios are against ``reference``."""
    print(
        f"{'':<44}{'MB':>7}{'wall s':>9}{'CPU s':>9}{'MB/s':>8}{'MB/CPU s':>10}"
        f"{'peak MB':>9}{'ratio':>8}  rows"
    )
    for item in results:
        print(
            f"{item.name:<44}{item.size / 1e6:>7,.0f}{item.wall:>9.2f}{item.cpu:>9.2f}"
            f"{item.size / 1e6 / item.wall:>8,.1f}{item.rate:>10,.1f}{item.peak / 1e6:>9,.0f}"
            f"{item.rate / reference.rate:>7,.1f}x  {item.rows:,} {item.note}",
            flush=True,
        )


def benchmark(megabytes: int, large: int, slice_megabytes: int, runs: int) -> None:
    """Make what is missing, measure everything, print the table and what bounds us."""
    corpus = BENCH / f"corpus_{megabytes}"
    make_corpus(corpus, megabytes)
    prepare()
    parsers = list(measure_parsers(corpus / "many", slice_megabytes, runs))
    complete = [item for item in parsers if "(segments)" not in item.name and item.rows]
    fastest = max(complete, key=lambda item: item.rate)
    print(
        f"Python parsers, up to {slice_megabytes} MB of 835s of the network that they can read;"
        " without the garbage collector, which halves their speed and holds their memory down"
    )
    show(parsers, fastest)

    steps = [
        ("floor", "read_blob and length"),
        ("land", "landing: cut, compress, sync"),
        ("scan", "landed texts read, length"),
        ("count", "835 segments and loops, counted"),
        ("parse", "835 segments and loops, every column"),
        ("write", "835 segments and loops, written"),
        ("silver", "835 to every silver X12 table, written"),
    ]
    print(f"\n835s of the sample networks, {size_of(corpus, 'many/*/*.835') // 1_000_000:,} MB")
    files, home = corpus / "many", BENCH / "homes" / "many"
    size = size_of(files, "*/*.835")
    print(f"in {len(list(files.glob('*/*.835')))} files")
    found = [measure_step(text, step, files, home, size, runs) for step, text in steps]
    show(found, fastest)
    explain(found)
    files, home = corpus / "single", BENCH / "homes" / "single"
    print("\nin one file")
    parsing = [(step, text) for step, text in steps if step not in {"floor", "scan", "silver"}]
    show([measure_step(text, step, files, home, size, runs) for step, text in parsing], fastest)
    files, home = corpus / "many", BENCH / "homes" / "claims"
    size = size_of(files, "*/*.837")
    print(f"\n837s of the same networks in files: {len(list(files.glob('*/*.837')))}")
    show(
        [
            measure_step(text.replace("835", "837"), step, files, home, size, runs)
            for step, text in parsing
        ],
        fastest,
    )
    if large:
        make_large(corpus, large)
        files, home = corpus / "large", BENCH / "homes" / "large"
        size = size_of(files, "*/*.835")
        print(f"\none 835 of one transaction, {large} MB, with {LARGE_SETTINGS}")
        try:
            show(
                [
                    measure_step(text, step, files, home, size, 1, LARGE_SETTINGS)
                    for step, text in parsing
                ],
                fastest,
            )
        finally:
            shutil.rmtree(files)
            shutil.rmtree(home)


def explain(found: list[Result]) -> None:
    """Say where the CPU seconds of writing the segments go."""
    by_name = dict(zip(STEPS, found, strict=True))
    total = by_name["write"].cpu
    shares = {
        "reading the landed texts": by_name["scan"].cpu,
        "splitting": by_name["count"].cpu - by_name["scan"].cpu,
        "making the columns": by_name["parse"].cpu - by_name["count"].cpu,
        "writing the rows": total - by_name["parse"].cpu,
    }
    text = ", ".join(f"{name} {cpu / total:.0%}" for name, cpu in shares.items())
    print(f"what the CPU seconds of segments, written, go into: {text}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=1000, help="size of the corpus")
    parser.add_argument("--large", type=int, default=0, help="MB of one more file, 0 for none")
    parser.add_argument("--slice", type=int, default=20, help="MB that the Python parsers get")
    parser.add_argument("--runs", type=int, default=3, help="medians of so many runs")
    parser.add_argument(
        "--step", nargs=3, metavar=("STEP", "FILES", "HOME"), help=argparse.SUPPRESS
    )
    chosen = parser.parse_args()
    if chosen.step:
        run_step(chosen.step[0], Path(chosen.step[1]), Path(chosen.step[2]))
    else:
        benchmark(chosen.megabytes, chosen.large, chosen.slice, chosen.runs)


if __name__ == "__main__":
    main()
