"""Deterministic simulator of two provider networks that exchange X12 claims and remittances.

Everything written is synthetic and says so. The world is SQL (the files beside this one):
each value is a pure function of a hash of its key and the seed, so the same call gives the
same bytes on any machine and any number of threads.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb

__all__ = ["write_sample"]

SQL_FOLDER = Path(__file__).parent

# In order of dependence; each file but the first creates the table of its name.
WORLD = (
    "macros",
    "networks",
    "payers",
    "groups",
    "providers",
    "procedures",
    "members",
    "claims",
    "claim_lines",
    "remits",
    "remit_lines",
    "remit_totals",
    "transactions",
)

# Which months have files of a kind, and the query that renders one month of them.
RENDERED = (
    ("claim_files", "select distinct date_trunc('month', sent_date)::date from claims order by 1"),
    ("remittance_files", "select distinct month from transactions order by 1"),
)

# Below this the named special cases would fall on one another.
SMALLEST_WORLD = 24


def write_sample(
    folder: Path, claims: int = 2400, seed: int = 20260701, threads: int | None = None
) -> list[Path]:
    """Write the 837 and 835 files of both networks and return their sorted paths.

    Files are ``<folder>/<network_id>/claims_<month>.837`` and
    ``<folder>/<network_id>/remittance_<payer>_<month>.835``. ``claims`` counts the original
    claims of both networks together; ``threads`` bounds DuckDB's threads and changes no byte.
    A file that already holds the same bytes is left untouched, any other is replaced
    atomically. Raises ``ValueError`` for fewer than 24 claims.
    """
    if claims < SMALLEST_WORLD:
        raise ValueError(f"claims must be at least {SMALLEST_WORLD}, got {claims}")
    paths = [
        _write_if_changed(folder / name, text.encode("ascii"))
        for name, text in _render(claims, seed, threads)
    ]
    return sorted(paths)


def _render(claims: int, seed: int, threads: int | None) -> Iterator[tuple[str, str]]:
    """Yield relative path and text, one month in memory at a time."""
    # The world lives in a scratch file, not in memory: its size may exceed the latter.
    with tempfile.TemporaryDirectory(prefix="claimhouse_sample_") as scratch:
        settings: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "2GB"}
        if threads is not None:
            settings["threads"] = threads
        database = Path(scratch) / "world.duckdb"
        with closing(duckdb.connect(str(database), config=settings)) as connection:
            connection.execute("set variable claims = ?::bigint", [claims])
            connection.execute("set variable seed = ?::bigint", [seed])
            for name in WORLD:
                connection.execute(_read_sql(name))
            for name, months in RENDERED:
                for (month,) in connection.execute(months).fetchall():
                    connection.execute("set variable month = ?::date", [month])
                    yield from connection.execute(_read_sql(name)).fetchall()


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
