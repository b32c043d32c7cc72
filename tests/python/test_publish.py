from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.home import Home
from orchestration.publish import PublishError, publish


def build(home: Home, paid: str) -> None:
    home.build_file.parent.mkdir(parents=True, exist_ok=True)
    home.build_file.unlink(missing_ok=True)
    with duckdb.connect(home.build_file) as db:
        db.execute("create schema bronze; create table bronze.raw (name text)")
        db.execute("create schema gold; create table gold.rpt (payer text, paid decimal(18, 2))")
        db.execute("insert into gold.rpt values ('it''s', ?::decimal(18, 2))", [paid])
        db.execute("comment on table gold.rpt is 'One row per payer''s name.'")
        db.execute("comment on column gold.rpt.paid is 'Sum of CLP04.'")
        db.execute("create view gold.features as select paid from gold.rpt")
        db.execute("comment on column gold.features.paid is 'For a model, not for readers.'")


def served(home: Home) -> list[tuple[object, ...]]:
    with duckdb.connect(home.served_file, read_only=True) as db:
        return db.execute("select * from gold.rpt").fetchall()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_gold_and_its_comments_are_served_and_nothing_else(home: Home) -> None:
    build(home, "1.10")
    assert publish(home)
    with duckdb.connect(home.served_file, read_only=True) as db:
        tables = db.execute(
            "select schema_name, table_name, comment from duckdb_tables()"
        ).fetchall()
        comments = db.execute("select comment from duckdb_columns() where column_name = 'paid'")
        assert tables == [("gold", "rpt", "One row per payer's name.")]
        assert comments.fetchall() == [("Sum of CLP04.",)]


def test_the_same_figures_leave_the_file_as_it_is(home: Home) -> None:
    build(home, "1.10")
    publish(home)
    before = home.served_file.stat()
    build(home, "1.10")
    assert not publish(home)
    after = home.served_file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_reader_keeps_its_file_and_the_next_sees_the_new_one(home: Home) -> None:
    build(home, "1.10")
    publish(home)
    reader = duckdb.connect(home.served_file, read_only=True)
    build(home, "2.20")
    assert publish(home)
    assert str(reader.execute("select paid from gold.rpt").fetchone()) == "(Decimal('1.10'),)"
    reader.close()
    assert str(served(home)[0][1]) == "2.20"
    assert [path.name for path in home.served_file.parent.iterdir()] == ["claimhouse.duckdb"]


def test_a_build_that_is_being_written_is_not_published(home: Home) -> None:
    build(home, "1.10")
    home.build_file.with_name("claimhouse.duckdb.wal").touch()
    with pytest.raises(PublishError, match="still being written"):
        publish(home)
    assert not home.served_file.exists()


def test_without_a_build_there_is_nothing_to_publish(home: Home) -> None:
    with pytest.raises(PublishError, match="run `dbt build` first"):
        publish(home)
