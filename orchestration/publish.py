"""Publish gold: a new file beside the served one, then one atomic rename.

Readers keep the file that they have open; the next one to open it sees the new figures. Only
gold is copied, so no raw text and no identifier leaves the build file
(docs/decisions/0002-serve-gold-only.md).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from orchestration.home import Home
from orchestration.ingestion.landing import sync

SERVED_SCHEMA = "gold"

Digest = dict[str, tuple[str, int, int]]


class PublishError(Exception):
    """The served file was left as it was; the message says why."""


def publish(home: Home) -> bool:
    """Replace the served file with what was built; False where it holds the same already.

    Raises:
        PublishError: if the build file is being written or holds no gold.
    """
    wal = home.build_file.with_name(home.build_file.name + ".wal")
    if wal.exists():
        raise PublishError(f"{home.build_file.name} is still being written ({wal.name} exists)")
    if not home.build_file.exists():
        raise PublishError(f"{home.build_file} is missing: run `dbt build` first")
    # the same file name: a view names the catalog that it was made in
    scratch = home.served_file.parent / ".next" / home.served_file.name
    shutil.rmtree(scratch.parent, ignore_errors=True)
    scratch.parent.mkdir(parents=True)
    try:
        copy_gold(home.build_file, scratch)
        if home.served_file.exists() and digest(scratch) == digest(home.served_file):
            return False
        if scratch.with_name(scratch.name + ".wal").exists():
            raise PublishError("the new file was not written out in full")
        sync(scratch)
        scratch.replace(home.served_file)
        sync(home.served_file.parent)
    finally:
        shutil.rmtree(scratch.parent, ignore_errors=True)
    return True


def copy_gold(source: Path, target: Path) -> None:
    """Copy every gold table, with its comments, into a new database file; views stay behind."""
    with duckdb.connect(target) as connection:
        connection.execute(f"attach '{quoted(source)}' as source (read_only)")
        connection.execute(f"create schema {SERVED_SCHEMA}")
        tables = connection.execute(
            "select table_name from duckdb_tables()"
            " where database_name = 'source' and schema_name = ? order by table_name",
            [SERVED_SCHEMA],
        ).fetchall()
        if not tables:
            raise PublishError(f"{source.name} holds no gold tables")
        for (table,) in tables:
            connection.execute(
                f'create table {SERVED_SCHEMA}."{table}" as from source.{SERVED_SCHEMA}."{table}"'
            )
        for statement in comments(connection):
            connection.execute(statement)
        connection.execute("detach source")
        connection.execute("checkpoint")


def comments(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Statements that give the copied tables and columns the comments of their source."""
    rows = connection.execute(
        """
        select 'table', format('{}."{}"', schema_name, table_name), comment
        from duckdb_tables()
        where database_name = 'source' and schema_name = $schema and comment is not null
        union all
        select 'column', format('{}."{}"."{}"', schema_name, table_name, column_name), comment
        from duckdb_columns()
        where
            database_name = 'source' and schema_name = $schema and comment is not null
            and table_name in (
                select table_name from duckdb_tables()
                where database_name = 'source' and schema_name = $schema
            )
        """,
        {"schema": SERVED_SCHEMA},
    ).fetchall()
    return [f"comment on {kind} {name} is '{quoted(text)}'" for kind, name, text in rows]


def digest(file: Path) -> Digest:
    """Columns, row count and an order-free hash of every served table."""
    found: Digest = {}
    with duckdb.connect(file, read_only=True) as connection:
        columns = connection.execute(
            """
            select
                table_name,
                string_agg(concat_ws(' ', column_name, data_type, comment) order by column_index)
            from duckdb_columns()
            where schema_name = ?
            group by table_name
            """,
            [SERVED_SCHEMA],
        ).fetchall()
        for table, described in columns:
            row = connection.execute(
                f'select count(*), coalesce(sum(hash(t)), 0) from {SERVED_SCHEMA}."{table}" as t'
            ).fetchone()
            assert row is not None
            found[table] = (described, int(row[0]), int(row[1]))
    return found


def quoted(text: object) -> str:
    """The inside of an SQL string literal."""
    return str(text).replace("'", "''")
