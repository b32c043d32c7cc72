"""Which rows of a database have landed: what has landed is the only state.

A pull starts at the highest landed watermark less an overlap, because a transaction may commit
long after it has stamped its rows; of what it reads again, rows whose hash has landed are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.ingestion.batch import Batch

LANDED = "read_parquet($landed, union_by_name = true, hive_partitioning = false)"


def since(landed: Sequence[Path], column: str, overlap: int) -> str | None:
    """Where the next pull starts: the highest watermark in ``landed`` less ``overlap`` minutes.

    ``column`` is the watermark under the feed's name. A stamp more than a day ahead of its own
    landing is a mistake and would stop all pulls: it does not count. None, which means
    everything, where no stamp is left.
    """
    if not landed:
        return None
    with duckdb.connect() as db:
        row = db.execute(
            f"""
            with stamps as (
                select try_cast({quoted(column)} as timestamp) as stamp, ingested_at from {LANDED}
            )
            select (max(stamp) - to_minutes($overlap))::varchar
            from stamps
            where stamp <= ingested_at + interval 1 day
            """,
            {"landed": [str(path) for path in landed], "overlap": overlap},
        ).fetchone()
    # a date has no time: as text it is lower than itself with midnight
    return row[0].removesuffix(" 00:00:00") if row and row[0] else None


def unseen(
    batches: Iterator[Batch],
    landed: Sequence[Path],
    column: str | None,
    low: str | None,
    key: Sequence[str] = (),
) -> Iterator[Batch]:
    """The rows of ``batches`` that have not landed, with their hashes.

    ``column`` and ``low`` are what ``since`` took and gave: only hashes from there on are held in
    memory, about 50 bytes each. With ``key``, the columns that tell rows apart under the feed's
    names, a row is compared with its latest version only, so that a value that comes back lands.
    """
    with duckdb.connect() as db:
        db.execute("create table landed (hash varchar)")
        if landed:
            insert_hashes(db, landed, column if low else None, low, key)
        for batch in batches:
            names = [f"c{place}" for place in range(batch.columns.num_columns)]
            rows = batch.columns.rename_columns(names)
            rows = rows.append_column("position", pa.array(range(rows.num_rows), pa.int64()))
            db.register("given", rows)
            kept = db.execute(
                f"""
                with hashed as (select position, {hash_of(names)} as hash from given)
                select position, hash from hashed anti join landed using (hash) order by position
                """
            ).to_arrow_table()
            db.unregister("given")
            if kept.num_rows:
                yield kept_of(batch, *(column.combine_chunks() for column in kept.columns))


def kept_of(batch: Batch, positions: pa.Array, hashes: pa.Array) -> Batch:
    """The rows of ``batch`` at ``positions``."""
    if len(positions) == len(batch.source_rows):
        return replace(batch, hashes=hashes)
    columns, numbers = batch.columns.take(positions), batch.source_rows.take(positions)
    return replace(batch, columns=columns, source_rows=numbers, hashes=hashes)


def insert_hashes(
    db: duckdb.DuckDBPyConnection,
    landed: Sequence[Path],
    column: str | None,
    low: str | None,
    key: Sequence[str],
) -> None:
    """Note the hashes that have landed, from ``low`` on."""
    stamp = f"try_cast({quoted(column)} as timestamp)" if column else "null::timestamp"
    latest = ", ".join(map(quoted, key))
    latest = (
        f"qualify rank() over (partition by {latest} order by ingested_at desc) = 1" if key else ""
    )
    db.execute(
        f"""
        insert into landed
        select distinct source_row_hash
        from (
            select * from {LANDED}
            where {stamp} is null or {stamp} >= $low::timestamp
            {latest}
        )
        """,
        {"landed": [str(path) for path in landed], "low": low},
    )


def hash_of(names: Sequence[str]) -> str:
    """SQL of a row's hash: each cell after its length, so that no two rows read the same."""
    cells = [f"coalesce(strlen({name}), -1), ':', {name}" for name in names]
    return f"md5(concat({', '.join(cells)}))"


def quoted(name: str) -> str:
    """``name`` as an identifier of DuckDB."""
    return '"{}"'.format(name.replace('"', '""'))
