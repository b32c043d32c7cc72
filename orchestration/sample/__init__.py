"""Deterministic simulator of provider networks that exchange claims, remittances and files.

Everything written is synthetic and says so. The world is SQL (the files beside this one):
each value is a pure function of a hash of its key and the seed, so the same call gives the
same bytes on any machine and any number of threads. ``texts/`` renders the X12 files,
``feeds/`` shapes the tabular ones, ``truth/`` says what must come out of them.
"""

from __future__ import annotations

import os
import re
import tempfile
from calendar import monthrange
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

import duckdb

from orchestration.sample.feed_files import FEEDS, load_postgres, write_feeds

__all__ = ["TRUTH", "open_world", "write_sample", "write_truth"]

SQL_FOLDER = Path(__file__).parent

# In order of dependence; each file but the first two creates the table of its name.
WORLD = (
    "macros",
    "layout",
    "networks",
    "payers",
    "groups",
    "providers",
    "procedures",
    "procedure_slots",
    "contract_rates",
    "members",
    "patients",
    "coverage",
    "encounters",
    "claim_stories",
    "lines",
    "submissions",
    "remits",
    "adjudications",
    "remit_lines",
    "remit_totals",
    "recoveries",
    "checks",
    "deposits",
    "chains",
    "claim_states",
    "prior_decisions",
    "x12_files",
)

# The steps that render one X12 file of a kind; the last gives its text.
RENDERED = {
    "claims": ("claim_lines", "claim_levels", "claims", "claim_file"),
    "syntax": ("no_groups", "syntax_group", "answer_file"),
    "statuses": ("no_groups", "statuses", "status_group", "answer_file"),
    "answers": ("no_groups", "syntax_group", "statuses", "status_group", "answer_file"),
    "remittances": ("remit_lines", "remits", "provider_adjustments", "remittance_file"),
}
FILE_VARIABLES = (
    "network_number",
    "payer_number",
    "part_number",
    "file_date",
    "batch_date",
    "month",
    "control_number",
)

TRUTH = (
    "claim_chains", "claim_lines", "movements", "checks", "coverage", "files", "rejections",
)  # fmt: skip
"""Tables of ``truth/``: what the world holds, computed from its decisions, for tests."""

LINES_PER_ENCOUNTER = 2.5
SMALLEST_WORLD = 60
MOST_NETWORKS = 9
MEMORY_LIMIT = "2GB"
FIRST_DAY = (2025, 1, 1)
LAST_DAY = date(2026, 6, 30)  # world_end() of macros.sql


def write_sample(
    folder: Path,
    claim_lines: int = 6000,
    networks: int = 3,
    seed: int = 20260701,
    threads: int | None = None,
    truth: Path | None = None,
    postgres: str | None = None,
    as_parquet: bool = False,
) -> list[Path]:
    """Write every feed of the sample networks and return the sorted paths.

    X12 goes to ``<folder>/<network_id>/x12/``, the other feeds beside it. ``claim_lines``
    counts the charge lines of all networks together, 2.5 a visit on average; ``threads``
    bounds DuckDB's threads and changes no byte. With ``truth``, ``<truth>/<table>.parquet``
    says for tests what must come out (see ``truth/*.sql``). ``postgres`` is the URL of a server
    that gets the claims database of sample_lakeside. With ``as_parquet`` every tabular feed is
    Parquet, for large worlds. A file that already holds the same bytes is left untouched, any
    other is replaced atomically, and one that another world left in a sample network's folder
    goes. Raises ``ValueError`` for fewer than 60 lines and for a number of networks outside 1
    to 9.
    """
    with open_world(claim_lines, networks, seed, threads) as connection:
        paths = [
            _write_if_changed(folder / name, text.encode("ascii"))
            for name, text in _render(connection)
        ]
        paths += write_feeds(connection, folder, as_parquet)
        if truth is not None:
            write_truth(connection, truth)
        if postgres is not None:
            load_postgres(connection, postgres, "sample_lakeside")
    for path in set(folder.glob("sample_*/**/*")) - set(paths):
        if path.is_file():
            path.unlink()
    for path in paths:
        os.utime(path, (written_at(path.name),) * 2)
    return sorted(paths)


def written_at(name: str) -> float:
    """When a file would have been written: on the last day that its name speaks of.

    One that names no day was there from the start.
    """
    found = re.search(r"_(\d{4})(?:-(\d\d))?(?:-(\d\d))?\.", name)
    year, month, day = (int(part or 0) for part in found.groups()) if found else FIRST_DAY
    month = month or 12
    last = date(year, month, day or monthrange(year, month)[1])
    noon = datetime.combine(min(last, LAST_DAY), time(12), UTC)
    return noon.timestamp()


@contextmanager
def open_world(
    claim_lines: int = 6000,
    networks: int = 3,
    seed: int = 20260701,
    threads: int | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The world's tables, those of the feeds (``<feed>__<rows>``) included; see write_sample.

    They live in a scratch file, since their size may exceed the memory.
    """
    if claim_lines < SMALLEST_WORLD:
        raise ValueError(f"claim_lines must be at least {SMALLEST_WORLD}, got {claim_lines}")
    if not 1 <= networks <= MOST_NETWORKS:
        raise ValueError(f"networks must be 1 to {MOST_NETWORKS}, got {networks}")
    variables = {
        "encounters": round(claim_lines / LINES_PER_ENCOUNTER),
        "networks": networks,
        "seed": seed,
    }
    settings: dict[str, str | bool | int | float | list[str]] = {"memory_limit": MEMORY_LIMIT}
    if threads is not None:
        settings["threads"] = threads
    with tempfile.TemporaryDirectory(prefix="claimhouse_sample_") as scratch:
        database = Path(scratch) / "world.duckdb"
        with closing(duckdb.connect(str(database), config=settings)) as connection:
            for name, value in variables.items():
                connection.execute(f"set variable {name} = ?::bigint", [value])
            for name in (*WORLD, *(f"feeds/{table}" for table in FEEDS)):
                connection.execute(_read_sql(name))
            yield connection


def _render(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Yield relative path and text of every X12 file, one in memory at a time."""
    files = connection.execute(
        f"select kind, path, {', '.join(FILE_VARIABLES)} from x12_files order by path"
    ).fetchall()
    for kind, path, *values in files:
        for name, value in zip(FILE_VARIABLES, values, strict=True):
            connection.execute(f"set variable {name} = ?", [value])
        for step in RENDERED[kind]:
            result = connection.execute(_read_sql(f"texts/{step}"))
        ((text,),) = result.fetchall()
        yield path, text


def write_truth(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write ``<folder>/<table>.parquet`` for every table of TRUTH."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TRUTH:
        connection.execute(_read_sql(f"truth/{name}"))
        path = folder / f"{name}.parquet"
        partial = path.with_name(f".{path.name}.partial")
        connection.execute(f"copy truth_{name} to '{partial}' (format parquet)")
        partial.replace(path)


def _read_sql(name: str) -> str:
    return (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def _write_if_changed(path: Path, content: bytes) -> Path:
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    partial.replace(path)
    return path
