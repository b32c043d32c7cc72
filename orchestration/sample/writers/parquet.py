"""Parquet, written by DuckDB: typed, streamed, in bounded memory."""

from __future__ import annotations

from pathlib import Path

from orchestration.sample.writers import Table, literal


def write(table: Table, path: Path) -> None:
    """Write ``path``; a row group has 122,880 rows, whatever the number of threads."""
    table.connection.execute(
        f"copy ({table.query}) to {literal(str(path))}"
        " (format parquet, compression zstd, row_group_size 122880)"
    )
