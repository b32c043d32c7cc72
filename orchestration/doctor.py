"""What is here and what is missing: drivers, servers, keys and folders, and how to get them."""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from orchestration.home import Home
from orchestration.ingestion.feeds import (
    FEEDS_FILE,
    FeedsError,
    MissingVariableError,
    Source,
    expand,
    load_feeds,
)
from orchestration.token_key import VARIABLE, TokenKeyError, development_key_file, read_key

LEAST_FREE_BYTES = 2 * 1024**3
SERVER_SECONDS = 2.0
PORTS = {"postgresql": 5432, "postgres": 5432, "firebird": 3050, "mssql": 1433, "mysql": 3306}

DRIVERS = (
    ("duckdb", "duckdb", "", "make install"),
    ("dbt-duckdb", "dbt.adapters.duckdb", "", "make install"),
    ("Excel", "python_calamine", "", "make install"),
    ("XML", "lxml", "", "make install"),
    ("Firebird", "firebird.driver", "firebird", "pip install 'claimhouse[firebird]'"),
    ("Firebird embedded", "firebird.embedded", "firebird", "pip install 'claimhouse[firebird]'"),
    ("PostgreSQL", "psycopg", "postgres", "pip install 'claimhouse[postgres]'"),
    ("other databases", "sqlalchemy", "postgres", "pip install 'claimhouse[postgres]'"),
    ("S3", "s3fs", "s3", "pip install 's3fs'"),
    ("scikit-learn", "sklearn", "ml", "pip install 'claimhouse[ml]'"),
    ("Dagster", "dagster_webserver", "", "make install"),
)
"""Name, module, the extra that brings it (none: it must be there), how to get it."""


@dataclass(frozen=True)
class Finding:
    """One thing that is there or missing."""

    kind: str
    name: str
    is_there: bool
    is_needed: bool
    note: str = ""

    def line(self) -> str:
        """The finding as a line of text."""
        mark = "ok" if self.is_there else "MISSING" if self.is_needed else "missing"
        return f"{mark:<8}{self.kind:<9}{self.name:<38}{self.note}".rstrip()


def examine(home: Home, inbox: Path | None) -> Iterator[Finding]:
    """Everything that a run may need; ``inbox`` may declare feeds with needs of their own."""
    yield from drivers()
    yield key(os.environ)
    yield from folders(home)
    yield from prepared(home)
    if inbox is not None:
        yield from feeds(inbox)


def drivers() -> Iterator[Finding]:
    """Python packages, and the one library that must come from the system."""
    for name, module, extra, remedy in DRIVERS:
        there = has_module(module)
        yield Finding("driver", name, there, not extra, "" if there else f"get it: {remedy}")
    there = ctypes.util.find_library("tommath") is not None
    remedy = "" if there else "Firebird embedded needs it; get it: apt-get install libtommath1"
    yield Finding("driver", "libtommath", there, False, remedy)


def has_module(name: str) -> bool:
    """Whether a module could be imported; it is not."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def key(environment: Mapping[str, str]) -> Finding:
    """The key of tokens: where it is from, and its fingerprint; nothing is made here."""
    path = development_key_file(environment)
    if VARIABLE not in environment and not path.exists():
        note = f"the first build makes a development key; for real data set {VARIABLE}"
        return Finding("key", "tokens", False, False, note)
    try:
        fingerprint = read_key(environment).fingerprint
    except TokenKeyError as error:
        return Finding("key", "tokens", False, True, str(error))
    origin = VARIABLE if VARIABLE in environment else f"development key {path}"
    return Finding("key", "tokens", True, True, f"{origin}, fingerprint {fingerprint}")


def folders(home: Home) -> Iterator[Finding]:
    """Folders that a run writes into, and the room on their disk."""
    for folder in (home.landing.root, home.build_file.parent, home.served_file.parent):
        above = next(path for path in (folder, *folder.parents) if path.exists())
        writable = os.access(above, os.W_OK)
        yield Finding("folder", folder.name, writable, True,
                      str(folder) if writable else f"{above} can't be written")  # fmt: skip
    free = shutil.disk_usage(next(path for path in (home.root, *home.root.parents)
                                  if path.exists())).free  # fmt: skip
    yield Finding("folder", "free space", free >= LEAST_FREE_BYTES, False, f"{free / 1e9:,.0f} GB")


def prepared(home: Home) -> Iterator[Finding]:
    """What `make deps` puts in place."""
    project = Path(__file__).parents[1]
    for name, path in (
        ("dbt packages", project / "dbt_packages"),
        ("DuckDB extensions", home.root / "build" / "extensions"),
    ):
        yield Finding("prepared", name, path.is_dir(), True,
                      "" if path.is_dir() else "get it: make deps")  # fmt: skip


def feeds(inbox: Path) -> Iterator[Finding]:
    """What the feeds of an inbox need: variables, folders, servers."""
    path = inbox / FEEDS_FILE
    if not path.exists():
        yield Finding("feeds", FEEDS_FILE, False, False, f"{path}: all networks are read as X12")
        return
    try:
        sources = load_feeds(path)
    except FeedsError as error:
        for line in str(error).splitlines():
            yield Finding("feeds", FEEDS_FILE, False, True, line)
        return
    for source in sources:
        yield reachable(source, inbox)


def reachable(source: Source, inbox: Path) -> Finding:
    """Whether a source's location answers."""
    try:
        location = expand(source.location)
    except MissingVariableError as error:
        return Finding("feed", source.name, False, False, f"{error}; get it: export it")
    if "://" not in location:
        base = inbox / source.network / location.split("*", 1)[0]
        folder = base if base.is_dir() or base.is_file() else base.parent
        note = "" if folder.exists() else f"{folder}: no such folder"
        return Finding("feed", source.name, folder.exists(), False, note)
    parts = urlsplit(location)
    port = parts.port or PORTS.get(parts.scheme.split("+")[0])
    if not parts.hostname or port is None:
        return Finding("feed", source.name, True, False, f"{parts.scheme}: not tried")
    try:
        socket.create_connection((parts.hostname, port), SERVER_SECONDS).close()
    except OSError as error:
        note = f"{parts.hostname}:{port} does not answer ({type(error).__name__})"
        return Finding("feed", source.name, False, False, note)
    return Finding("feed", source.name, True, False, f"{parts.hostname}:{port} answers")
