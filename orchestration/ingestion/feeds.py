"""Feeds: what arrives, from where, and how its headers are called; declared in feeds.yml."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from orchestration.ingestion.connectors import DATABASES, options_of
from orchestration.ingestion.landing import LOAD_FIELDS, RECORD_FIELDS

FEEDS_FILE = "feeds.yml"
LAST_LANDING = "last_landing"
BRONZE = Path(__file__).parents[2] / "models" / "bronze"
SCHEMA_FILE = Path(__file__).with_name("feeds.schema.json")
COMMON_COLUMNS = {each.name for each in [*LOAD_FIELDS, *RECORD_FIELDS]}
VARIABLE = re.compile(r"\$\{(\w+)\}")


class FeedsError(Exception):
    """feeds.yml or the inbox can't be used; one line a mistake, each says what to change."""


class MissingVariableError(Exception):
    """A location names an environment variable that is not set."""


@dataclass(frozen=True)
class Source:
    """Rows of one feed as one network sends them."""

    feed: str
    rows: str
    network: str
    connector: str
    location: str
    header: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    fallback: list[str] = field(default_factory=list)
    schedule: str | None = None
    freshness: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Feed, rows and network, to be shown."""
        return f"{self.feed}/{self.rows} of {self.network}"

    @property
    def is_database(self) -> bool:
        """Whether it is pulled, not picked up."""
        return self.connector in DATABASES

    @property
    def reading(self) -> str:
        """Digest of all that decides how the same bytes become rows."""
        parts = [self.connector, self.header, self.options, columns_of(self.feed, self.rows)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def bronze_columns() -> dict[tuple[str, str], list[str]]:
    """The columns of every feed's rows, from the bronze models' YAML: their one list."""
    found = {}
    for path in sorted(BRONZE.glob("*/_*__models.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            feed, rows = model["name"].removeprefix("bronze_").split("__")
            names = [column["name"] for column in model["columns"]]
            found[feed, rows] = [name for name in names if name not in COMMON_COLUMNS]
    return found


def columns_of(feed: str, rows: str) -> list[str]:
    """The feed's own columns, in order."""
    return bronze_columns()[feed, rows]


def expand(location: str) -> str:
    """``location`` with ``${NAME}`` taken from the environment."""

    def value(match: re.Match[str]) -> str:
        try:
            return os.environ[match.group(1)]
        except KeyError:
            raise MissingVariableError(
                f"environment variable {match.group(1)} is not set"
            ) from None

    return VARIABLE.sub(value, location)


class UniqueKeyLoader(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping; YAML would keep the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping whose keys differ."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key, count in Counter(map(str, keys)).items():
            if count > 1:
                raise yaml.MarkedYAMLError(
                    problem=f"{key!r} stands here twice", problem_mark=node.start_mark
                )
        return super().construct_mapping(node, deep)


def load_feeds(path: Path) -> list[Source]:
    """The sources that a feeds.yml declares; FeedsError lists every mistake."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), UniqueKeyLoader)
    except (yaml.MarkedYAMLError, UnicodeDecodeError) as error:
        raise FeedsError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    errors = sorted(Draft202012Validator(schema).iter_errors(content), key=lambda e: list(e.path))
    mistakes = [line for error in errors for line in explain(error, content)]
    if not mistakes:
        mistakes = [line for number, entry in enumerate(content["feeds"], start=1)
                    for line in check(number, entry)]  # fmt: skip
        mistakes += twice(content["feeds"])
    if mistakes:
        raise FeedsError("\n".join(f"{path}: {line}" for line in mistakes))
    return [Source(**entry) for entry in content["feeds"]]


def explain(error: ValidationError, content: Any) -> Iterator[str]:
    """What a schema error means, in words."""
    where = place(list(error.absolute_path), content)
    schema: Any = error.schema
    instance: Any = error.instance
    if error.validator == "additionalProperties":
        known = list(schema["properties"])
        for name in sorted(set(instance) - set(known)):
            yield f"{where}{name!r} is not known{guess(name, known)}"
    elif error.validator == "required":
        yield f"{where}{' '.join(error.message.split())}"
    elif error.validator == "enum":
        yield f"{where}{instance!r} is none of {', '.join(schema['enum'])}"
    elif error.validator == "pattern":
        yield f"{where}{instance!r}: {schema['description']}"
    else:
        yield f"{where}{error.message}"


def place(path: list[Any], content: Any) -> str:
    """Where in feeds.yml something stands."""
    if len(path) < 2 or path[0] != "feeds":
        return "".join(f"{step}: " for step in path)
    entry = content["feeds"][path[1]]
    told = [str(entry[key]) for key in ("feed", "rows", "network") if key in entry] if isinstance(
        entry, dict) else []  # fmt: skip
    keys = ".".join(map(str, path[2:]))
    return f"entry {path[1] + 1} ({' '.join(told)}): {f'{keys}: ' if keys else ''}"


def check(number: int, entry: dict[str, Any]) -> Iterator[str]:
    """What the schema can't see in one entry."""
    where = place(["feeds", number - 1], {"feeds": [{}] * (number - 1) + [entry]})
    feed, rows = entry["feed"], entry["rows"]
    if (feed, rows) not in bronze_columns():
        known = [f"{one}/{other}" for one, other in bronze_columns()]
        yield f"{where}{feed}/{rows} has no bronze model{guess(f'{feed}/{rows}', known)}"
        return
    if (entry["connector"] == "x12") != (feed == "x12"):
        yield f"{where}connector x12 and feed x12 go together"
    columns = columns_of(feed, rows)
    header = entry.get("header", {})
    for source, column in header.items():
        if column not in columns:
            yield f"{where}header: {source!r}: no column {column!r}{guess(column, columns)}"
    for column, count in Counter(header.values()).items():
        if count > 1:
            yield f"{where}header: {count} headers are called {column!r}"
    options = {"properties": options_of(entry["connector"]), "additionalProperties": False}
    for error in Draft202012Validator(options).iter_errors(entry.get("options", {})):
        for line in explain(error, None):
            yield f"{where}options: {''.join(f'{step}: ' for step in error.path)}{line}"


def twice(entries: list[dict[str, Any]]) -> Iterator[str]:
    """Entries that are the same source."""
    keys = Counter((e["network"], e["feed"], e["rows"], e["location"]) for e in entries)
    for (network, feed, rows, location), count in keys.items():
        if count > 1:
            yield f"{feed}/{rows} of {network} at {location!r} is declared {count} times"


def guess(name: str, known: list[str]) -> str:
    """A hint at what was meant."""
    close = difflib.get_close_matches(str(name), known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(known)}"
