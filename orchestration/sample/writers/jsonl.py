"""JSON lines; amounts are numbers with the digits they have."""

from __future__ import annotations

import json
from pathlib import Path

from orchestration.sample.writers import Table

NUMBERS = ("DECIMAL", "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT")


def write(table: Table, path: Path) -> None:
    """Write ``path`` with every key on every line."""
    keys = [json.dumps(header, ensure_ascii=False) for header in table.headers]
    is_number = [column.kind.startswith(NUMBERS) for column in table.columns]
    encoding = table.options.get("encoding", "utf-8")
    with path.open("w", encoding=encoding, newline="\n") as stream:
        for row in table.texts():
            values = (
                cell if number and cell is not None else json.dumps(cell, ensure_ascii=False)
                for cell, number in zip(row, is_number, strict=True)
            )
            pairs = ", ".join(f"{key}: {value}" for key, value in zip(keys, values, strict=True))
            stream.write(f"{{{pairs}}}\n")
