"""Connectors: one module a kind of source; they read and never interpret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from orchestration.ingestion.batch import Batch

FILES = {
    "x12": "x12",
    "csv": "delimited",
    "parquet": "parquet",
    "jsonl": "jsonl",
    "xml": "xml",
    "excel": "excel",
}
"""Connectors of files, by the name that feeds.yml uses, and their modules."""

DATABASES = {"firebird": "firebird", "postgres": "postgres", "sql": "sql"}
"""Connectors of databases, by the name that feeds.yml uses, and their modules."""


class FileConnector(Protocol):
    """A module that reads one file."""

    KEEPS_RAW: bool
    OPTIONS: dict[str, Any]

    def read(self, path: Path, options: Mapping[str, Any]) -> Iterator[Batch]:
        """The file's rows; raises ReadError where the whole file can't be used."""


class DatabaseConnector(Protocol):
    """A module that pulls from one database."""

    OPTIONS: dict[str, Any]

    def extract(self, url: str, options: Mapping[str, Any], since: str | None) -> Iterator[Batch]:
        """Rows with a watermark of at least ``since``; raises SourceAway or DriverMissing."""


def file_connector(name: str) -> FileConnector:
    """The connector of this name; its module is loaded only now."""
    return cast(FileConnector, import_module(f"{__name__}.{FILES[name]}"))


def database_connector(name: str) -> DatabaseConnector:
    """The connector of this name; its module is loaded only now."""
    return cast(DatabaseConnector, import_module(f"{__name__}.{DATABASES[name]}"))


def options_of(name: str) -> dict[str, Any]:
    """JSON Schema properties of the options that a connector takes."""
    return (database_connector(name) if name in DATABASES else file_connector(name)).OPTIONS
