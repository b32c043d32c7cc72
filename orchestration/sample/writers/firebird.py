"""A Firebird database file, written by the embedded engine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from orchestration.ingestion.connectors import firebird_engine
from orchestration.sample.writers import Table, quoted, replaced

DIGEST_TABLE = "SYNTHETIC_SAMPLE_DATA"
"""Holds a digest of all rows: two files of the same rows differ by the times in their pages."""

USER = {"user": "SYSDBA"}
"""The embedded engine takes any name; this one owns what it creates."""

TEXT = "varchar(255)"
TYPES = {"BIGINT": "bigint", "INTEGER": "integer", "DATE": "date", "TIMESTAMP": "timestamp"}


def write(tables: Mapping[str, Table], path: Path) -> None:
    """Write ``path`` unless it holds these rows; raises DriverMissing."""
    firebird_engine.load()
    from firebird import driver

    digest = digest_of(tables)
    if path.is_file() and held(driver, path) == digest:
        return
    with replaced(path) as partial:
        with closing(driver.create_database(str(partial), charset="UTF8", **USER)) as database:
            for name, table in tables.items():
                fill(database, name, table)
            database.execute_immediate(f"create table {DIGEST_TABLE} (rows_sha256 char(64))")
            database.commit()
            database.cursor().execute(f"insert into {DIGEST_TABLE} values (?)", (digest,))
            database.commit()
        with driver.connect_server("service_mgr", **USER) as service:
            # else whoever reads it writes to it: each transaction has a number
            service.database.set_access_mode(
                database=str(partial), mode=driver.DbAccessMode.READ_ONLY
            )


def digest_of(tables: Mapping[str, Table]) -> str:
    """SHA-256 of all rows with their headers and types."""
    digest = hashlib.sha256()
    for name, table in tables.items():
        digest.update(repr((name, [(each.header, each.kind) for each in table.columns])).encode())
        for row in table.texts():
            digest.update(repr(row).encode())
    return digest.hexdigest()


def held(driver: Any, path: Path) -> str | None:
    """The digest that a file holds; None where it is no such file."""
    try:
        with closing(driver.connect(str(path), **USER)) as database:
            row = database.cursor().execute(f"select rows_sha256 from {DIGEST_TABLE}").fetchone()
            return str(row[0]) if row else None
    except driver.DatabaseError:
        return None


def fill(database: Any, name: str, table: Table) -> None:
    """Create one table with its rows; names are upper-case, as Firebird has them."""
    columns = ", ".join(
        f"{quoted(each.header.upper())} {type_of(each.kind)}" for each in table.columns
    )
    database.execute_immediate(f"create table {quoted(name)} ({columns})")
    database.commit()
    marks = ", ".join("?" * len(table.columns))
    database.begin()  # without rows there would be nothing to commit
    database.cursor().executemany(f"insert into {quoted(name)} values ({marks})", table.rows())
    database.commit()


def type_of(kind: str) -> str:
    """The Firebird type for a DuckDB type."""
    if kind.startswith("DECIMAL"):
        return kind.replace("DECIMAL", "numeric")
    return TYPES.get(kind, TEXT)
