"""What the connectors of databases cost, beside the plainest call of their libraries.

python benchmarks/connectors_databases.py [rows] makes a table of claims (500,000 rows, 12 columns)
in a PostgreSQL server of its own, in a Firebird file and in a SQLite file (all removed after),
reads it with every reader in a process of its own, three times, and prints medians: rows per
second of wall time, CPU seconds and peak memory (RSS, MB, interpreter and libraries included) of
the reader's process, and the CPU time as a ratio to the plainest call for the same job.
`hashed` is the connector with the row hashes that an incremental pull needs.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from orchestration.ingestion.connectors import database_connector, firebird_engine
from orchestration.ingestion.watermark import unseen

ROWS = 500_000
RUNS = 3
COLUMNS = {
    "claim_id": "int",
    "member_id": "varchar(20)",
    "payer_id": "varchar(10)",
    "npi": "varchar(10)",
    "place_of_service_code": "varchar(2)",
    "modifier": "varchar(2)",
    "service_from_date": "date",
    "service_to_date": "date",
    "total_charge_amount": "numeric(12, 2)",
    "units": "numeric(9, 3)",
    "claim_status": "varchar(20)",
    "modified_at": "timestamp",
}
CREATE = f"create table CLAIMS ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})"
POSTGRES = """
    insert into claims
    select n, 'M' || n % 1000, 'P' || n % 10, 1000000000 + n, '11', nullif('25', n % 3 || '5'),
        date '2024-01-01' + n % 365, date '2024-01-02' + n % 365, n % 100000 / 100.0, 1, 'open',
        timestamp '2024-01-01' + n * interval '1 second'
    from generate_series(1, {rows}) n
"""
FIREBIRD = """
    execute block as declare n int = 1; begin while (n <= {rows}) do begin
    insert into CLAIMS values (:n, 'M' || mod(:n, 1000), 'P' || mod(:n, 10), 1000000000 + :n, '11',
        nullif('25', mod(:n, 3) || '5'), dateadd(mod(:n, 365) day to date '2024-01-01'),
        dateadd(mod(:n, 365) day to date '2024-01-02'), mod(:n, 100000) / 100.00, 1, 'open',
        dateadd(:n second to timestamp '2024-01-01 00:00:00'));
    n = n + 1; end end
"""
SQLITE = """
    insert into claims
    with recursive t(n) as (select 1 union all select n + 1 from t where n < {rows})
    select n, 'M' || n % 1000, 'P' || n % 10, 1000000000 + n, '11', nullif('25', n % 3 || '5'),
        date('2024-01-01', n % 365 || ' days'), date('2024-01-02', n % 365 || ' days'),
        n % 100000 / 100.0, 1, 'open', datetime('2024-01-01', n || ' seconds')
    from t
"""


# ---------------------------------------------------------------- readers


def connector(name: str, is_hashed: bool = False) -> Callable[[str], int]:
    """Reads all batches of our connector."""

    def run(url: str) -> int:
        batches = database_connector(name).extract(
            url, {"table": "claims", "watermark": "modified_at"}, None
        )
        if is_hashed:
            batches = unseen(batches, [], None, None)
        return sum(len(batch.source_rows) for batch in batches)

    return run


def psycopg_copy(url: str) -> int:
    """COPY to a file, the bytes as they come."""
    psycopg: Any = import_module("psycopg")
    with (
        tempfile.TemporaryFile() as target,
        psycopg.connect(url) as db,
        db.cursor() as cursor,
        cursor.copy("copy claims to stdout (format csv)") as copy,
    ):
        rows = 0
        for row in copy:
            target.write(row)
            rows += 1
        return rows


def firebird_fetchall(url: str) -> int:
    """Every row as a tuple of Python's values, all at once."""
    firebird_engine.load()
    with import_module("firebird.driver").connect(url, user="SYSDBA", charset="UTF8") as db:
        return len(db.cursor().execute("select * from CLAIMS").fetchall())


def sqlalchemy_fetchall(url: str) -> int:
    """Every row as a tuple of Python's values, all at once."""
    sa: Any = import_module("sqlalchemy")
    with sa.create_engine(url).connect() as db:
        return len(db.execute(sa.text("select * from claims")).fetchall())


READERS: dict[str, tuple[str, Callable[[str], int]]] = {
    "psycopg COPY to a file": ("postgres", psycopg_copy),
    "postgres connector": ("postgres", connector("postgres")),
    "postgres connector, hashed": ("postgres", connector("postgres", is_hashed=True)),
    "firebird fetchall": ("firebird", firebird_fetchall),
    "firebird connector": ("firebird", connector("firebird")),
    "firebird connector, hashed": ("firebird", connector("firebird", is_hashed=True)),
    "sqlalchemy fetchall, SQLite": ("sqlite", sqlalchemy_fetchall),
    "sql connector, SQLite": ("sqlite", connector("sql")),
    "sqlalchemy fetchall, PostgreSQL": ("postgres by sqlalchemy", sqlalchemy_fetchall),
    "sql connector, PostgreSQL": ("postgres by sqlalchemy", connector("sql")),
}
"""By source; the plainest call of a source stands before the others."""


def measure(reader: str, url: str) -> None:
    """Read once; print rows, wall and CPU seconds and peak memory (bytes) as JSON."""
    start, before = time.perf_counter(), time.process_time()
    rows = READERS[reader][1](url)
    wall = time.perf_counter() - start
    cpu = time.process_time() - before
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) * 1024
    print(json.dumps([rows, wall, cpu, peak]))


# ---------------------------------------------------------------- sources


def make_firebird(path: str, rows: int) -> None:
    """Write the Firebird file; in a process of its own, since the engine keeps it."""
    firebird_engine.load()
    with import_module("firebird.driver").create_database(path, user="SYSDBA") as db:
        for statement in (CREATE, FIREBIRD.format(rows=rows)):
            db.execute_immediate(statement)
            db.commit()


def make_others(url: str, path: Path, rows: int) -> None:
    """Fill PostgreSQL and SQLite."""
    with import_module("psycopg").connect(url) as server:
        server.execute(CREATE)
        server.execute(POSTGRES.format(rows=rows))
    with sqlite3.connect(path) as file:
        file.execute(CREATE)
        file.execute(SQLITE.format(rows=rows))


def call(*arguments: str) -> str:
    """Run this file in a process of its own; what it prints."""
    command = [sys.executable, __file__, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main(rows: int) -> None:
    """Make the sources, read them, print the table."""
    sys.path.append(str(Path(__file__).parents[1] / "tests" / "python"))
    servers = import_module("postgres_server")
    with tempfile.TemporaryDirectory() as name, servers.running_server() as url:
        folder = Path(name)
        make_others(url, folder / "claims.db", rows)
        call("--make-firebird", str(folder / "claims.fdb"), str(rows))
        urls = {
            "postgres": url,
            "firebird": str(folder / "claims.fdb"),
            "sqlite": f"sqlite:///{folder}/claims.db",
            "postgres by sqlalchemy": url.replace("://", "+psycopg://"),
        }
        print(f"{'reader':<34}{'rows/s':>10}{'CPU s':>8}{'peak MB':>9}{'ratio':>7}")
        plain: dict[str, float] = {}
        for reader, (source, _) in READERS.items():
            runs = [json.loads(call("--measure", reader, urls[source])) for _ in range(RUNS)]
            found, wall, cpu, peak = (statistics.median(each) for each in zip(*runs, strict=True))
            assert found == rows
            ratio = cpu / plain.setdefault(source, cpu)
            print(f"{reader:<34}{rows / wall:>10,.0f}{cpu:>8.2f}{peak / 1e6:>9,.0f}{ratio:>7.2f}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--measure", reader, url]:
            measure(reader, url)
        case ["--make-firebird", path, rows]:
            make_firebird(path, int(rows))
        case arguments:
            main(int(arguments[0]) if arguments else ROWS)
