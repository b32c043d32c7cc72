"""A SQLite file. It has no decimals, so that only text keeps an amount's digits."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from orchestration.sample.writers import NOTICE, Table, quoted, replaced

INTEGERS = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT")


def write(tables: Mapping[str, Table], path: Path) -> None:
    """Write ``path``: whole numbers as such, all else as text."""
    with replaced(path) as partial, closing(sqlite3.connect(partial)) as database:
        database.execute("pragma journal_mode = off")
        for name, table in tables.items():
            fill(database, name, table)
        database.execute("create table SyntheticSampleData (Notice text)")
        database.execute("insert into SyntheticSampleData values (?)", (NOTICE,))
        database.commit()


def fill(database: sqlite3.Connection, name: str, table: Table) -> None:
    """Create one table with its rows."""
    columns = ", ".join(
        f"{quoted(each.header)} {'integer' if each.kind in INTEGERS else 'text'}"
        for each in table.columns
    )
    database.execute(f"create table {quoted(name)} ({columns})")
    marks = ", ".join("?" * len(table.columns))
    database.executemany(f"insert into {quoted(name)} values ({marks})", table.texts())
