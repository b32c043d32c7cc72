"""Writers: one module a kind of source, the counterparts of the ingestion's connectors."""

from __future__ import annotations

import filecmp
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

import duckdb

NOTICE = "SYNTHETIC SAMPLE DATA"
"""Stands wherever a format has a place for it."""

FETCHED_ROWS = 10_000

FILES = {
    "csv": "delimited",
    "excel": "excel",
    "jsonl": "jsonl",
    "parquet": "parquet",
    "xml": "xml",
}
"""Writers of one file each, by connector, and their modules."""

DATABASE_FILES = {"firebird": "firebird", "sql": "sqlite"}
"""Writers of a file that holds the tables of several sources, by connector."""


@dataclass(frozen=True)
class Column:
    """A column as its source names it, with its DuckDB type and the expression behind it."""

    header: str
    kind: str
    sql: str


@dataclass(frozen=True)
class Table:
    """The rows of one source, in a fixed order: by all of its columns.

    ``relation`` is a table of the world, ``where`` keeps the network's rows of it, ``pages`` is
    the text by which a workbook's rows go to its sheets.
    """

    connection: duckdb.DuckDBPyConnection
    relation: str
    where: str
    columns: tuple[Column, ...]
    title: str
    options: Mapping[str, Any]
    pages: str | None = None

    @property
    def headers(self) -> list[str]:
        """The source's own names of the columns."""
        return [column.header for column in self.columns]

    @property
    def query(self) -> str:
        """The rows as SQL, in their order, under the source's own names."""
        cells = ", ".join(f"{each.sql} as {quoted(each.header)}" for each in self.columns)
        return f"select {cells} from {self.relation} where {self.where} order by all"

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Rows with values of their own types, a few in memory at a time."""
        return fetched(self.connection, self.query)

    def texts(self) -> Iterator[tuple[str | None, ...]]:
        """Rows as text, in the same order: ISO dates, decimals with their scale."""
        names = [quoted(header) for header in self.headers]
        texts = ", ".join(f"{name}::varchar" for name in names)
        query = f"select {texts} from ({self.query}) order by {', '.join(names)}"
        return fetched(self.connection, query)

    def split(self, by: str | None) -> list[tuple[str, Table]]:
        """The table cut by a text expression, in its order; as it is where there is none."""
        if by is None:
            return [("Rows", self)]
        query = f"select distinct {by} from {self.relation} where {self.where} order by all"
        return [
            (name, replace(self, where=f"{self.where} and {by} = {literal(name)}"))
            for (name,) in fetched(self.connection, query)
        ]


class FileWriter(Protocol):
    """A module that writes the rows of one source into one file."""

    def write(self, table: Table, path: Path) -> None:
        """Write ``path`` anew; the same rows give the same bytes."""


class DatabaseFileWriter(Protocol):
    """A module that writes the tables of several sources into one file."""

    def write(self, tables: Mapping[str, Table], path: Path) -> None:
        """Write ``path``, or leave it where it has these rows; raises DriverMissing."""


def file_writer(connector: str) -> FileWriter:
    """The counterpart of this connector; its module is loaded only now."""
    return cast(FileWriter, import_module(f"{__name__}.{FILES[connector]}"))


def database_file_writer(connector: str) -> DatabaseFileWriter:
    """The counterpart of this connector; its module is loaded only now."""
    return cast(DatabaseFileWriter, import_module(f"{__name__}.{DATABASE_FILES[connector]}"))


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A path to write to, which then becomes ``path``; that stays untouched if nothing differs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        yield partial
        if not (path.is_file() and filecmp.cmp(partial, path, shallow=False)):
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def fetched(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    """Rows of a query; a cursor of its own, so that others may run meanwhile."""
    with connection.cursor() as cursor:
        result = cursor.execute(query)
        while rows := result.fetchmany(FETCHED_ROWS):
            yield from rows


def quoted(name: str) -> str:
    """A name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"
