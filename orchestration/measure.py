"""What the build file holds: rows, columns and types of its tables; never a row's content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True)
class BuildFile:
    """The build file, open to read; ``types`` maps (schema, table) to columns and their types."""

    connection: duckdb.DuckDBPyConnection
    types: dict[tuple[str, str], dict[str, str]]

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[BuildFile]:
        """Only between builds: nobody else can open the file while dbt has it."""
        with duckdb.connect(path, read_only=True) as connection:
            types: dict[tuple[str, str], dict[str, str]] = {}
            for schema, table, column, kind in connection.execute(
                "select schema_name, table_name, column_name, data_type from duckdb_columns()"
                " order by schema_name, table_name, column_index"
            ).fetchall():
                types.setdefault((schema, table), {})[column] = kind
            yield cls(connection, types)

    def rows(self, schema: str, table: str) -> int:
        """How many."""
        return sum(self.counts(schema, table, ()).values())

    def counts(self, schema: str, table: str, names: Sequence[str]) -> dict[str, int]:
        """Rows by the values of these columns, which hold no identifier."""
        columns = "".join(f", {name}" for name in names)
        found = self.connection.execute(
            f'select count(*){columns} from {schema}."{table}" group by all'
        ).fetchall()
        return {" ".join(map(str, values)): rows for rows, *values in found}

    def networks(self, schema: str, table: str) -> list[str]:
        """The networks that rows are of; none where the table does not say."""
        if "network_id" not in self.types.get((schema, table), {}):
            return []
        return sorted(self.counts(schema, table, ["network_id"]))
