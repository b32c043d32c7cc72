"""Coverage of the sample networks is what the simulator decided, span by span."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Project

from orchestration.sample import open_world, write_truth

pytestmark = pytest.mark.build

SPANS = """
    select
        spans.network_id, identities.member_id, identifiers.payer_identifier, spans.plan_id,
        spans.coverage_rank, spans.coverage_start_date, spans.coverage_end_date
    from vault.silver_coverage_spans as spans
    inner join vault.silver_member_identities as identities using (network_id, member_key)
    inner join vault.silver_payer_identifiers as identifiers using (network_id, payer_key)
    where identifiers.is_id and identifiers.eligibility_count > 0
"""
MONTHS = """
    select months.network_id, identities.member_id, identifiers.payer_identifier,
        months.plan_id, sum(months.member_months_any_day)::integer
    from vault.silver_member_months as months
    inner join vault.silver_member_identities as identities using (network_id, member_key)
    inner join vault.silver_payer_identifiers as identifiers using (network_id, payer_key)
    where
        identifiers.is_id and identifiers.eligibility_count > 0
        and months.month_start_date between date '2025-07-01' and date '2026-06-01'
    group by all
"""


@pytest.fixture(scope="module")
def world(
    sample_project: Project, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Project, Path]:
    """The sample as it was built, and the truth of the world that it was written from."""
    truth = tmp_path_factory.mktemp("coverage")
    with open_world() as connection:
        write_truth(connection, truth)
    return sample_project, truth / "coverage.parquet"


def read(path: Path, columns: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(f"select {columns} from '{path}'").fetchall()


def test_every_span_is_the_one_that_was_decided(world: tuple[Project, Path]) -> None:
    project, truth = world
    expected = Counter(
        read(
            truth,
            "network_id, member_id, payer_id, plan_id, coverage_rank,"
            " coverage_start_date, coverage_end_date",
        )
    )
    found = Counter(project.query(SPANS))
    assert len(expected) > 300
    assert found - expected == Counter()
    assert expected - found == Counter()


def test_the_stories_are_in_it(world: tuple[Project, Path]) -> None:
    """Else the comparison would prove little: ended, merged and repeated spans, two ranks."""
    project, truth = world
    ends = read(truth, "coverage_end_date")
    assert 20 < sum(end is not None for (end,) in ends) < len(ends)
    assert {rank for (rank,) in read(truth, "coverage_rank")} == {1, 2}
    [(merged, repeated)] = project.query(
        "select count(*) filter (entry_count > 1), count(*) filter (span_number > 1)"
        " from vault.silver_coverage_spans"
    )
    assert merged > 10
    assert repeated > 10


def test_member_months_of_any_day_are_those_that_were_decided(
    world: tuple[Project, Path],
) -> None:
    project, truth = world
    expected: Counter[tuple[Any, ...]] = Counter()
    for *key, months in read(truth, "network_id, member_id, payer_id, plan_id, member_months"):
        expected[tuple(key)] += months
    found = Counter({tuple(key): months for *key, months in project.query(MONTHS)})
    assert found == expected


def test_the_rules_of_member_months_agree_where_they_must(
    world: tuple[Project, Path],
) -> None:
    """By day at most one a month; the 15th only in a month with a covered day."""
    project, _ = world
    assert project.query(
        "select count(*) from vault.silver_member_months where member_months_by_day > 1"
        " or member_months_by_day <= 0 or member_months_on_15th > member_months_any_day"
    ) == [(0,)]
    assert project.query("select max(month_start_date) from vault.silver_member_months") == [
        (date(2026, 6, 1),)
    ]
