"""What the build file holds: rows, columns and types of its tables; never a row's content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.manifest import meta_of


@dataclass(frozen=True)
class Table:
    """A table's rows, its columns (name, type, description), and rows that must not spike.

    ``watched`` has them as ``counts``, by the columns that ``meta.watch_growth_by`` names.
    """

    rows: int
    columns: list[tuple[str, str, str | None]]
    watched: dict[str, dict[str, int]]


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

    def table(self, node: Mapping[str, Any]) -> Table:
        """What the table of a node of dbt's manifest holds."""
        place = (node["schema"], node["alias"])
        watched = meta_of(node).get("watch_growth_by")
        said = {name: each.get("description") for name, each in node["columns"].items()}
        return Table(
            rows=sum(self.counts(*place, ()).values()),
            columns=[(name, kind, said.get(name)) for name, kind in self.types[place].items()],
            watched={"counts": self.counts(*place, watched)} if watched else {},
        )

    def failing(self, test: Mapping[str, Any]) -> dict[str, Any]:
        """Where the rows are that failed a test of dbt's manifest, as a query; and of whom."""
        place = (test["schema"], test["alias"])
        says_network = "network_id" in self.types.get(place, {})
        networks = sorted(self.counts(*place, ["network_id"])) if says_network else []
        return {"failing_rows": f"select * from {'.'.join(place)}", "networks": networks}

    def counts(self, schema: str, table: str, names: Sequence[str]) -> dict[str, int]:
        """Rows by the values of these columns, which hold no identifier."""
        columns = "".join(f", {name}" for name in names)
        found = self.connection.execute(
            f'select count(*){columns} from {schema}."{table}" group by all'
        ).fetchall()
        return {" ".join(map(str, values)): rows for rows, *values in found}
