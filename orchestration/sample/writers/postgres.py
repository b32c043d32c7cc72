"""Tables of a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from orchestration.ingestion.batch import DriverMissing
from orchestration.sample.writers import NOTICE, Table

if TYPE_CHECKING:
    from psycopg import sql

TYPES = {"VARCHAR": "text", "DOUBLE": "double precision"}


def write(tables: Mapping[str, Table], url: str) -> int:
    """Create the tables anew with their rows, in one transaction; returns the number of rows.

    Schema and key are those of the source's options. Raises DriverMissing.
    """
    try:
        import psycopg
        from psycopg import sql
    except ImportError as error:
        raise DriverMissing(
            "PostgreSQL needs its driver: pip install 'claimhouse[postgres]'"
        ) from error
    count = 0
    with psycopg.connect(url) as database, database.cursor() as cursor:
        for name, table in tables.items():
            schema = table.options.get("schema", "public")
            place = sql.Identifier(schema, name)
            cursor.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
            cursor.execute(sql.SQL("drop table if exists {}").format(place))
            cursor.execute(
                sql.SQL("create table {} ({})").format(place, sql.SQL(", ").join(columns(table)))
            )
            cursor.execute(sql.SQL("comment on table {} is {}").format(place, sql.Literal(NOTICE)))
            with cursor.copy(sql.SQL("copy {} from stdin").format(place)) as copy:
                for row in table.texts():  # the server reads them as the columns' types
                    copy.write_row(row)
                    count += 1
    return count


def columns(table: Table) -> list[sql.Composable]:
    """The columns with their types, and the key."""
    from psycopg import sql

    found: list[sql.Composable] = [
        sql.SQL("{} {}").format(sql.Identifier(each.header), sql.SQL(type_of(each.kind)))
        for each in table.columns
    ]
    key = [sql.Identifier(header) for header in table.options.get("key", [])]
    if key:
        found.append(sql.SQL("primary key ({})").format(sql.SQL(", ").join(key)))
    return found


def type_of(kind: str) -> str:
    """The PostgreSQL type for a DuckDB type."""
    if kind.startswith("DECIMAL"):
        return kind.replace("DECIMAL", "numeric")
    return TYPES.get(kind, kind.lower())
