"""Delimited text; with a byte order mark the lines also end as on Windows."""

from __future__ import annotations

import csv
from pathlib import Path

from orchestration.sample.writers import Table


def write(table: Table, path: Path) -> None:
    """Write ``path`` with the connector's options; a missing value is an empty cell."""
    encoding = table.options.get("encoding", "utf-8")
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(
            stream,
            delimiter=table.options.get("delimiter", ","),
            lineterminator="\r\n" if encoding == "utf-8-sig" else "\n",
        )
        writer.writerow(table.headers)
        writer.writerows(table.texts())
