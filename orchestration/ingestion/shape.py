"""Bring rows as a source names them into the columns of their feed; nothing is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.ingestion.batch import Batch
from orchestration.ingestion.connectors import x12
from orchestration.ingestion.feeds import Source, columns_of
from orchestration.ingestion.landing import LOAD_FIELDS, READING, RECORD_FIELDS, Load


@dataclass(frozen=True)
class Origin:
    """What all rows of one arrival have in common.

    ``modified_at`` is a file's own time (UTC). Rows of a database have a time each: the column
    (the source's header) that ``stamp`` names, if any.
    """

    network_id: str
    source_name: str
    source_sha256: str | None
    landed_from: str
    load: Load
    modified_at: datetime | None = None
    stamp: str | None = None


def fields_of(feed: str, rows: str) -> list[pa.Field]:
    """The feed's own columns; all are text but those of X12 pieces."""
    if feed == "x12":
        return x12.FIELDS
    return [pa.field(name, pa.string()) for name in columns_of(feed, rows)]


def schema_of(feed: str, rows: str, reading: str | None = None) -> pa.Schema:
    """The schema of a landed file; ``reading`` says how its bytes were read."""
    metadata = {READING: reading.encode()} if reading else None
    return pa.schema([*LOAD_FIELDS, *fields_of(feed, rows), *RECORD_FIELDS], metadata)


def mapped(source: Source, names: list[str]) -> dict[str, str]:
    """Our column: the source's header, by feeds.yml first, else by the same name."""
    header = {plain(theirs): ours for theirs, ours in source.header.items()}
    columns = [each.name for each in fields_of(source.feed, source.rows)]
    found: dict[str, str] = {}
    for name in names:
        ours = source.header.get(name) or header.get(plain(name))
        if ours:
            found.setdefault(ours, name)
    for name in names:
        if plain(name) in columns and name not in found.values():
            found.setdefault(plain(name), name)
    return found


def plain(name: str) -> str:
    """A header without case, blanks and marks: ``Claim ID `` is ``claim_id``."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")


def shape(batch: Batch, source: Source, origin: Origin, schema: pa.Schema) -> pa.Table:
    """``batch`` as rows of ``schema``."""
    count = len(batch.source_rows)
    places = mapped(source, batch.columns.column_names)
    rest = [name for name in batch.columns.column_names if name not in places.values()]
    name = f"{origin.source_name}/{batch.part}" if batch.part else origin.source_name
    same = {
        "network_id": origin.network_id,
        "source_name": name,
        "source_sha256": origin.source_sha256,
        "source_modified_at": origin.modified_at,
        "ingested_at": origin.load.ingested_at,
        "load_id": origin.load.load_id,
        "landed_from": origin.landed_from,
    }
    given = {
        "source_row": batch.source_rows,
        "source_row_hash": batch.hashes,
        "source_extra": extra(batch, rest),
        "source_text": batch.texts,
        "landing_error": batch.errors,
    } | {ours: batch.columns.column(theirs) for ours, theirs in places.items()}
    for theirs in batch.columns.column_names:
        if origin.stamp and plain(theirs) == plain(origin.stamp):
            given["source_modified_at"] = times(batch.columns.column(theirs))
    if source.feed != "x12":
        given["landing_error"] = blank_is_error(given, list(places))
    arrays = []
    for each in schema:
        values = given.get(each.name)
        if values is not None:
            arrays.append(values)
        elif each.name in same:
            arrays.append(pa.repeat(pa.scalar(same[each.name], each.type), count))
        else:
            arrays.append(pa.nulls(count, each.type))
    return pa.table(arrays, schema)


def times(texts: pa.Array) -> pa.Array:
    """Texts as timestamps; null where one is none."""
    with duckdb.connect() as db:
        db.register("given", pa.table({"stamp": texts}))
        read = db.execute("select try_cast(stamp as timestamp) as stamp from given")
        return read.to_arrow_table().column("stamp").combine_chunks()


def blank_is_error(given: Mapping[str, Any], columns: list[str]) -> pa.Array | None:
    """The errors, and one for each row that would land without any cell."""
    errors = given["landing_error"]
    cells = [given[name] for name in [*columns, "source_extra"] if given[name] is not None]
    if not cells:
        return errors
    blank = reduce(pc.and_, map(pc.is_null, cells))
    if errors is None:
        errors = pa.nulls(len(blank), pa.string())
    return pc.if_else(pc.and_(blank, pc.is_null(errors)), "record without a value", errors)


def extra(batch: Batch, names: list[str]) -> pa.Array | None:
    """The columns that the feed has no place for, a JSON object a row; null where none has any."""
    if not names:
        return None
    columns = [batch.columns.column(name).to_pylist() for name in names]
    errors = batch.errors.to_pylist() if batch.errors is not None else [None] * len(columns[0])
    return pa.array(
        [
            None
            if error is not None or all(value is None for value in values)
            else json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False)
            for error, *values in zip(errors, *columns, strict=True)
        ],
        pa.string(),
    )
