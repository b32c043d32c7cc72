"""The connector for any database by its URL: SQLite, and the same rows as PostgreSQL's own."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pytest

from orchestration.ingestion.batch import BATCH_ROWS, DriverMissing, ReadError, SourceAway
from orchestration.ingestion.connectors import postgres, sql

pytest_plugins = ["postgres_server"]
pytest.importorskip("sqlalchemy")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "claims.db")
    try:
        yield connection
    finally:
        connection.close()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/claims.db"


def pull(url: str, since: str | None = None, **options: Any) -> list[dict[str, Any]]:
    batches = list(sql.extract(url, options, since))
    assert batches
    for batch in batches:
        assert set(batch.columns.schema.types) <= {pa.string()}
    numbers = [number for batch in batches for number in batch.source_rows.to_pylist()]
    assert numbers == list(range(1, len(numbers) + 1))
    return list(chain.from_iterable(batch.columns.to_pylist() for batch in batches))


def test_values_are_text(database: sqlite3.Connection, url: str) -> None:
    database.execute("create table t (id integer, name text, ratio real, raw blob, day datetime)")
    database.execute("insert into t values (1, 'Zoë', 0.1, x'00ff', 'not a date')")
    database.execute("insert into t values (2, '', null, null, null)")
    database.commit()
    assert pull(url, table="t") == [
        {"id": "1", "name": "Zoë", "ratio": "0.1", "raw": "\\x00ff", "day": "not a date"},
        {"id": "2", "name": "", "ratio": None, "raw": None, "day": None},
    ]


def test_names_are_quoted(database: sqlite3.Connection, url: str) -> None:
    database.execute('create table "T; ""drop" ("at ""me:x" text)')
    database.executemany('insert into "T; ""drop" values (?)', [("2024-01-02",), ("2024-01-03",)])
    database.commit()
    options = {"table": 'T; "drop', "watermark": 'at "me:x'}
    assert pull(url, "2024-01-03", **options) == [{'at "me:x': "2024-01-03"}]


def test_a_query_may_hold_colons_and_percents(url: str) -> None:
    rows = pull(url, query="select ':a % %s' as x, 2 as y -- end")
    assert rows == [{"x": ":a % %s", "y": "2"}]


def test_batches_are_bounded(database: sqlite3.Connection, url: str) -> None:
    database.execute("create table t (x text)")
    rows = ((str(number),) for number in range(BATCH_ROWS * 2))
    database.executemany("insert into t values (?)", rows)
    database.execute("create table wide (x text)")
    wide = (("x" * 200_000,) for _ in range(1_500))
    database.executemany("insert into wide values (?)", wide)
    database.commit()
    counts = [batch.columns.num_rows for batch in sql.extract(url, {"table": "t"}, None)]
    assert sum(counts) == BATCH_ROWS * 2
    assert max(counts) == BATCH_ROWS
    counts = [batch.columns.num_rows for batch in sql.extract(url, {"table": "wide"}, None)]
    assert sum(counts) == 1_500
    assert max(counts[1:]) < 200


def test_a_table_without_rows_gives_its_columns(database: sqlite3.Connection, url: str) -> None:
    database.execute("create table t (x text, y text)")
    (batch,) = sql.extract(url, {"table": "t"}, None)
    assert (batch.columns.column_names, batch.columns.num_rows) == (["x", "y"], 0)


def test_only_rows_from_the_watermark_on(database: sqlite3.Connection, url: str) -> None:
    database.execute("create table t (id int, modified_at text)")
    stamps = ["2024-01-01", "2024-01-02 00:00:00", "2024-01-02T10:00", None]
    database.executemany("insert into t values (?, ?)", enumerate(stamps))
    database.commit()
    rows = pull(url, "2024-01-02", table="t", watermark="MODIFIED_AT")
    assert [row["id"] for row in rows] == ["1", "2", "3"]


def test_mistakes_are_named_without_content(database: sqlite3.Connection, url: str) -> None:
    database.execute("create table t (id int, name text)")
    database.execute("insert into t values (1, 'SMITH')")
    database.commit()
    for options, words in (
        ({"table": "nope"}, "no such table: nope"),
        ({"table": "t", "watermark": "changed"}, "t has no column 'changed'; it has id, name"),
        ({"table": "t", "key": ["claim"]}, "t has no column 'claim'"),
        ({"query": "select nope from t"}, "no such column: nope"),
        ({}, "one of the options table and query"),
    ):
        with pytest.raises(ReadError) as caught:
            pull(url, "2024-01-01", **options)
        assert words in str(caught.value)
        assert "SMITH" not in str(caught.value)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyodbc", None)
    with pytest.raises(DriverMissing, match="mssql\\+pyodbc://host/db") as caught:
        pull("mssql+pyodbc://reader:{}@host/db".format("hunter2"), table="t")
    assert "hunter" not in str(caught.value)
    with pytest.raises(DriverMissing, match="nosuch"):
        pull("nosuch://host/db", table="t")


@pytest.mark.parametrize(
    "url", ["hunter2", "postgresql+psycopg://{0}:{0}@host:{0}/db".format("hunter2")]
)
def test_what_is_no_url_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ReadError, match="not a database URL") as caught:
        pull(url, table="t")
    assert "hunter2@" not in str(caught.value)


def through_sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


def test_a_server_that_is_away(postgres_server: str) -> None:
    parts = urlsplit(through_sqlalchemy(postgres_server))
    away = parts._replace(netloc=parts.netloc.replace(str(parts.port), "9")).geturl()
    with pytest.raises(SourceAway) as caught:
        pull(away, table="t")
    assert str(parts.password) not in str(caught.value)


def test_postgresql_gives_the_same_text_by_both_connectors(postgres_server: str) -> None:
    query = """
        select 1 as id, '' as empty, null::text as gone, 1.50::numeric(12, 2) as amount,
            0.00000001::numeric as exact, -0.0000::numeric as naught, 0.1::float8 as ratio,
            date '2024-02-29' as day, timestamp '2024-02-29 23:59:59.1200' as at,
            timestamp '2024-02-29 00:00:00' as midnight,
            timestamptz '2024-02-29 23:59:59.5+02' as at_zone, time '01:02:03' as clock,
            true as is_open, '\\x00ff'::bytea as raw, gen_random_uuid() is null as random
    """
    url = through_sqlalchemy(postgres_server)
    (batch,) = postgres.extract(postgres_server, {"query": query}, None)
    assert pull(url, query=query) == batch.columns.to_pylist()
    for kind in ("timestamp", "timestamptz", "date", "text"):
        stamps = f"select stamp::{kind} from unnest(array['2024-01-01', '2024-01-02']) stamp"
        rows = pull(url, "2024-01-02", query=stamps, watermark="stamp")
        assert len(rows) == 1, kind


def test_a_watermark_is_in_utc_wherever_the_server_is(postgres_server: str) -> None:
    url = f"{through_sqlalchemy(postgres_server)}?options=-c%20timezone%3DAsia/Tokyo"
    stamps = "select timestamptz '2024-01-02 00:00+00' as stamp"
    assert len(pull(url, "2024-01-02 00:00:00", query=stamps, watermark="stamp")) == 1
    assert pull(url, "2024-01-02 00:00:01", query=stamps, watermark="stamp") == []
    assert pull(url, query=stamps) == [{"stamp": "2024-01-02 00:00:00+00"}]


def test_a_connection_that_breaks_midway_is_away(postgres_server: str) -> None:
    import psycopg

    query = "select n, repeat('x', 500) as x from generate_series(1, 400000) n"
    batches = sql.extract(through_sqlalchemy(postgres_server), {"query": query}, None)
    rows = next(batches).columns.num_rows
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where pid <> pg_backend_pid() and usename = 'claimhouse'"
        )
    rest: list[Any] = []
    with pytest.raises(SourceAway):
        rest.extend(batches)
    assert rows + sum(batch.columns.num_rows for batch in rest) < 400_000
