"""The PostgreSQL connector against a real server, started by the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.ingestion.batch import BATCH_ROWS, Batch, ReadError, SourceAway
from orchestration.ingestion.connectors import postgres
from orchestration.ingestion.retry import with_retries
from orchestration.ingestion.watermark import since, unseen

pytest_plugins = ["postgres_server"]

KINDS = """
    create table kinds (
        id integer, small smallint, name text, empty text, amount numeric(12, 2), exact numeric,
        ratio double precision, day date, at timestamp, at_zone timestamptz, clock time,
        is_open boolean, raw bytea, codes text[], note jsonb, span interval, "odd "" Näme, x" text
    );
    insert into kinds values (
        1, 2, e'Zoë, "q"\\r\\nnext\\tline', '', 1.50, 0.00000001, 0.1, '2024-02-29',
        '2024-02-29 23:59:59.1234', '2024-02-29 23:59:59+02', '01:02:03', true, '\\x00ff',
        '{a,"b,c",null}', '{"k": "v"}', '1 day 2 hours', '\\.'
    );
    insert into kinds (id) values (2);
    insert into kinds (id, name, amount) values (3, e'\\ufeffmark', -0.00), (4, 'NULL', 'NaN');
"""


@pytest.fixture
def server(postgres_server: str) -> Iterator[psycopg.Connection]:
    """A connection that commits at once, to a database without tables."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("drop schema public cascade; create schema public")
        yield connection


def pull(url: str, since: str | None = None, **options: Any) -> list[dict[str, Any]]:
    batches = list(postgres.extract(url, options, since))
    assert batches
    numbers = [number for batch in batches for number in batch.source_rows.to_pylist()]
    assert numbers == list(range(1, len(numbers) + 1))
    for batch in batches:
        assert set(batch.columns.schema.types) <= {pa.string()}
    return list(chain.from_iterable(batch.columns.to_pylist() for batch in batches))


def test_values_are_text_as_the_server_renders_them(
    server: psycopg.Connection, postgres_server: str
) -> None:
    server.execute(KINDS)
    server.execute("alter role claimhouse set datestyle = 'German'")
    server.execute("alter role claimhouse set timezone = 'Asia/Tokyo'")
    try:
        one, two, three, four = pull(postgres_server, table="kinds")
    finally:
        server.execute("alter role claimhouse reset all")
    assert one == {
        "id": "1",
        "small": "2",
        "name": 'Zoë, "q"\r\nnext\tline',
        "empty": "",
        "amount": "1.50",
        "exact": "0.00000001",
        "ratio": "0.1",
        "day": "2024-02-29",
        "at": "2024-02-29 23:59:59.1234",
        "at_zone": "2024-02-29 21:59:59+00",
        "clock": "01:02:03",
        "is_open": "true",
        "raw": "\\x00ff",
        "codes": '{a,"b,c",NULL}',
        "note": '{"k": "v"}',
        "span": "P1DT2H",
        'odd " Näme, x': "\\.",
    }
    assert two == dict.fromkeys(one) | {"id": "2"}
    assert (three["name"], three["amount"]) == ("\ufeffmark", "0.00")
    assert (four["name"], four["amount"]) == ("NULL", "NaN")


def test_a_byte_order_mark_that_starts_a_batch_stays(
    server: psycopg.Connection, postgres_server: str
) -> None:
    server.execute("create table t (x text); insert into t values (e'\\ufeffx')")
    assert pull(postgres_server, table="t") == [{"x": "\ufeffx"}]


def test_rows_of_one_column_keep_nulls_and_empty_strings(
    server: psycopg.Connection, postgres_server: str
) -> None:
    server.execute("create table t (x text); insert into t values (null), (''), (null), (e'\\n')")
    assert [row["x"] for row in pull(postgres_server, table="t")] == [None, "", None, "\n"]


def test_a_table_without_rows_gives_its_columns(
    server: psycopg.Connection, postgres_server: str
) -> None:
    server.execute("create table t (x text, y date)")
    (batch,) = postgres.extract(postgres_server, {"table": "t"}, None)
    assert (batch.columns.column_names, batch.columns.num_rows) == (["x", "y"], 0)


def test_names_are_quoted(server: psycopg.Connection, postgres_server: str) -> None:
    server.execute('create schema "o""dd"; create table "o""dd"."T; drop" ("at ""me" date)')
    server.execute("""insert into "o""dd"."T; drop" values ('2024-01-02'), ('2024-01-03')""")
    options = {"schema": 'o"dd', "table": "T; drop", "watermark": 'at "me'}
    assert pull(postgres_server, "2024-01-03", **options) == [{'at "me': "2024-01-03"}]
    server.execute('drop schema "o""dd" cascade')


def test_a_query_may_repeat_a_name_and_end_in_a_comment(postgres_server: str) -> None:
    rows = pull(postgres_server, query="select 1 as x, '%s {0} :y' as x, 3 as \"x (2)\" -- end")
    assert rows == [{"x": "1", "x (2)": "%s {0} :y", "x (2) (2)": "3"}]


def test_batches_are_bounded(server: psycopg.Connection, postgres_server: str) -> None:
    server.execute(f"create table t as select n from generate_series(1, {BATCH_ROWS + 7}) n")
    batches = list(postgres.extract(postgres_server, {"table": "t"}, None))
    assert [batch.columns.num_rows for batch in batches] == [BATCH_ROWS, 7]
    server.execute("drop table t; create table t as"
                   " select repeat('x', 5000000) as x from generate_series(1, 16)")  # fmt: skip
    batches = list(postgres.extract(postgres_server, {"table": "t"}, None))
    assert [batch.columns.num_rows for batch in batches] == [7, 7, 2]


def test_only_rows_from_the_watermark_on(server: psycopg.Connection, postgres_server: str) -> None:
    for kind in ("timestamp", "timestamptz", "date", "text"):
        server.execute(f"create table t (id int, modified_at {kind})")
        server.execute("insert into t values (1, '2024-01-01'), (2, '2024-01-02'), (3, null)")
        rows = pull(postgres_server, "2024-01-02", table="t", watermark="Modified_At")
        assert [row["id"] for row in rows] == ["2", "3"], kind
        server.execute("drop table t")


def test_a_pull_sees_one_snapshot_and_writes_nothing(
    server: psycopg.Connection, postgres_server: str
) -> None:
    server.execute("create sequence s")
    server.execute("create table t as select n from generate_series(1, 200000) n")
    batches = postgres.extract(postgres_server, {"table": "t"}, None)
    count = next(batches).columns.num_rows
    server.execute("delete from t")
    assert count + sum(batch.columns.num_rows for batch in batches) == 200_000
    level = pull(postgres_server, query="select current_setting('transaction_isolation') as level")
    assert level == [{"level": "repeatable read"}]
    with pytest.raises(ReadError, match="ReadOnlySqlTransaction"):
        pull(postgres_server, query="select nextval('s')")


def test_mistakes_are_named_without_content(
    server: psycopg.Connection, postgres_server: str
) -> None:
    server.execute("create table t (id int, name text); insert into t values (1, 'SMITH')")
    for options, words in (
        ({"table": "nope"}, 'relation "nope" does not exist'),
        ({"table": "t", "schema": "away"}, 'relation "away.t" does not exist'),
        ({"table": "t", "watermark": "changed"}, "t has no column 'changed'; it has id, name"),
        ({"table": "t", "key": ["claim"]}, "t has no column 'claim'"),
        ({"query": "select nope from t"}, 'column "nope" does not exist'),
        ({"query": "selec 1"}, "syntax error"),
        ({"query": "select name::int from t"}, "InvalidTextRepresentation"),
        ({"table": "t", "watermark": "id"}, "InvalidTextRepresentation"),
        ({}, "one of the options table and query"),
        ({"table": "t", "query": "select 1"}, "one of the options table and query"),
    ):
        with pytest.raises(ReadError) as caught:
            pull(postgres_server, "2024-01-01", **options)
        assert words in str(caught.value)
        assert "SMITH" not in str(caught.value)
        assert str(urlsplit(postgres_server).password) not in str(caught.value)


def test_text_in_an_encoding_that_nobody_declared(
    server: psycopg.Connection, postgres_server: str
) -> None:
    server.execute("create database old encoding 'SQL_ASCII' template template0")
    url = postgres_server.replace("/postgres", "/old")
    try:
        with psycopg.connect(url) as old:
            old.execute("create table t as select e'Zo\\xeb' as x")
        with pytest.raises(ReadError, match="CharacterNotInRepertoire"):
            pull(url, table="t")
        assert pull(f"{url}?client_encoding=latin1", table="t") == [{"x": "Zoë"}]
    finally:
        server.execute("drop database old with (force)")


def test_a_server_that_is_away_is_tried_again(postgres_server: str) -> None:
    password = urlsplit(postgres_server).password
    away = f"postgresql://reader:{password}@127.0.0.1:9/postgres"
    calls: list[float] = []
    with pytest.raises(SourceAway, match=r"127\.0\.0\.1:9.*refused") as caught:
        with_retries(partial(pull, away, table="t"), attempts=3, sleep=calls.append)
    assert len(calls) == 2
    assert str(password) not in str(caught.value)


@pytest.mark.parametrize("form", [
    "postgresql://reader:{}@127.0.0.1:{port}/postgres",
    "postgresql://reader:{}/w@127.0.0.1:{port}/postgres",
    "postgresql://reader:{}@w@127.0.0.1:{port}/postgres",
    "postgresql://127.0.0.1:{port}/postgres?password={}&user=a@b",
    "host=127.0.0.1 port={port} password={}",
    "host=127.0.0.1 port={}",
    "postgresql://127.0.0.1:{port}/x?port={}",
    "{}",
])  # fmt: skip
def test_no_message_tells_the_password(form: str, postgres_server: str) -> None:
    url = form.format("hunter2", port=urlsplit(postgres_server).port)
    with pytest.raises((SourceAway, ReadError)) as caught:
        pull(url, table="t")
    assert "hunter" not in str(caught.value)


def test_a_connection_that_breaks_midway_is_away(
    server: psycopg.Connection, postgres_server: str
) -> None:
    server.execute("create table t as select n, repeat('x', 500) as x"
                   " from generate_series(1, 400000) n")  # fmt: skip
    batches = postgres.extract(postgres_server, {"table": "t"}, None)
    rows = next(batches).columns.num_rows
    killed = server.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like 'copy (select%'"
    ).fetchall()
    assert killed == [(True,)]
    rest: list[Batch] = []
    with pytest.raises(SourceAway, match=r"AdminShutdown|server closed"):
        rest.extend(batches)
    assert rows + sum(batch.columns.num_rows for batch in rest) < 400_000


# ---------------------------------------------------------------- incremental

CLAIMS = {"table": "claims", "watermark": "modified_at", "key": ["claim_id"]}


def land(path: Path, batches: Iterator[Batch]) -> int:
    """Land ``batches`` as the landing layer does; how many rows."""
    tables = [
        batch.columns.append_column("source_row_hash", batch.hashes).append_column(
            "ingested_at", pa.nulls(len(batch.source_rows), pa.timestamp("us")).fill_null(TODAY)
        )
        for batch in batches
    ]
    if tables:
        pq.write_table(pa.concat_tables(tables), path)
    return sum(table.num_rows for table in tables)


TODAY = pa.scalar(1717200000000000, pa.timestamp("us"))


def pull_new(url: str, folder: Path, overlap: int) -> Iterator[Batch]:
    landed = sorted(folder.glob("*.parquet"))
    low = since(landed, "modified_at", overlap)
    return unseen(postgres.extract(url, CLAIMS, low), landed, "modified_at", low)


def test_a_transaction_that_commits_late_is_found_by_the_overlap_only(
    server: psycopg.Connection, postgres_server: str, tmp_path: Path
) -> None:
    server.execute("create table claims (claim_id int primary key, modified_at timestamp)")
    server.execute("insert into claims values (1, '2024-05-01 10:00')")
    late = psycopg.connect(postgres_server)
    late.execute("insert into claims values (2, '2024-05-01 10:01')")  # stamped, not committed
    server.execute("insert into claims values (3, '2024-05-01 10:30')")
    for name in ("plain", "overlap"):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "1.parquet"
        assert land(path, pull_new(postgres_server, tmp_path / name, 60)) == 2
    late.commit()
    late.close()

    highest = pq.read_table(tmp_path / "plain").column("modified_at").to_pylist()
    lost = server.execute("select * from claims where modified_at > %s::timestamp", [max(highest)])
    assert lost.fetchall() == []
    assert land(tmp_path / "plain" / "2.parquet", pull_new(postgres_server, tmp_path / "plain", 0)
                ) == 0  # fmt: skip

    folder = tmp_path / "overlap"
    assert land(folder / "2.parquet", pull_new(postgres_server, folder, 60)) == 1
    assert pq.read_table(folder / "2.parquet").column("claim_id").to_pylist() == ["2"]
    assert land(folder / "3.parquet", pull_new(postgres_server, folder, 60)) == 0


def test_two_pulls_at_once_do_not_disturb_each_other(
    server: psycopg.Connection, postgres_server: str
) -> None:
    server.execute("create table t as select n from generate_series(1, 100000) n")
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(len(pull(postgres_server, table="t"))))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [100_000, 100_000]
