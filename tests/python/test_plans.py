"""No model compares each row of one table with each of another.

DuckDB does where a left join has a condition on its left side alone
(``on a.key = b.key and a.is_asked``): harmless on a sample, quadratic on a year.
``case when a.is_asked then a.key end = b.key`` says the same in a hash join.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from conftest import TOKEN_KEY, Project

from orchestration.token_key import TokenKey, set_variables

pytestmark = pytest.mark.build

# the other table is a seed of some rows, or makes a handful of numbers
SMALL = {"silver_x12_transactions"}


def joins(plan: dict[str, Any]) -> Iterator[str]:
    """Type and condition of each join of a plan that compares row by row."""
    if plan["name"] == "BLOCKWISE_NL_JOIN":
        told = plan["extra_info"]
        # an inner join of that kind is with numbers: their list has no column to be equal to
        if told["Join Type"] != "INNER":
            yield f"{told['Join Type']} {told.get('Condition') or told.get('Conditions')}"
    for child in plan["children"]:
        yield from joins(child)


def quadratic(database: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    ((_, text),) = database.execute(f"explain (format json) {query}").fetchall()
    return [join for plan in json.loads(text) for join in joins(plan)]


def test_no_left_join_compares_every_row_with_every_other(sample_project: Project) -> None:
    manifest = json.loads((sample_project.home / "target" / "manifest.json").read_text())
    compiled = sample_project.home / "target" / "compiled" / "claimhouse"
    found = {}
    build = sample_project.home / "build" / "claimhouse.duckdb"
    with duckdb.connect(build, read_only=True) as database:
        set_variables(database, TokenKey.of(TOKEN_KEY, "the tests"))
        for node in manifest["nodes"].values():
            if node["resource_type"] == "model" and node["package_name"] == "claimhouse":
                query = (compiled / node["original_file_path"]).read_text()
                if slow := quadratic(database, query):
                    found[node["name"]] = slow
    assert {name: slow for name, slow in found.items() if name not in SMALL} == {}
    assert set(found) == SMALL


def test_a_condition_on_one_side_is_found() -> None:
    with duckdb.connect() as database:
        database.execute("create table a as select i as key, i > 3 as is_asked from range(9) t(i)")
        asked = "select * from a left join a as b on a.key = b.key and a.is_asked"
        keyed = "select * from a left join a as b on case when a.is_asked then a.key end = b.key"
        assert quadratic(database, asked)
        assert not quadratic(database, keyed)
        order = " order by all"
        assert database.sql(asked + order).fetchall() == database.sql(keyed + order).fetchall()
