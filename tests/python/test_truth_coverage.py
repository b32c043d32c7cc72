"""Coverage of the sample networks is what the simulator decided, span by span."""

from __future__ import annotations

from collections import Counter
from datetime import date
from hashlib import md5
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import TOKEN_KEY, Project
from test_token_key import token_of

from orchestration.sample import open_world, write_truth

pytestmark = pytest.mark.build

SPANS = """
    select
        spans.network_id, identities.member_id, identifiers.payer_identifier, spans.plan_id,
        spans.coverage_rank, spans.coverage_start_date, spans.coverage_end_date
    from silver.silver_coverage_spans as spans
    inner join vault.silver_member_identities as identities using (network_id, member_key)
    inner join silver.silver_payer_identifiers as identifiers using (network_id, payer_key)
    where identifiers.is_id and identifiers.eligibility_count > 0
"""
MONTHS = """
    select months.network_id, identities.member_id, identifiers.payer_identifier,
        months.plan_id, sum(months.member_months_any_day)::integer
    from silver.silver_member_months as months
    inner join vault.silver_member_identities as identities using (network_id, member_key)
    inner join silver.silver_payer_identifiers as identifiers using (network_id, payer_key)
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
        " from silver.silver_coverage_spans"
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
        "select count(*) from silver.silver_member_months where member_months_by_day > 1"
        " or member_months_by_day <= 0 or member_months_on_15th > member_months_any_day"
    ) == [(0,)]
    assert project.query("select max(month_start_date) from silver.silver_member_months") == [
        (date(2026, 6, 1),)
    ]


def test_a_member_is_known_by_a_keyed_token(world: tuple[Project, Path]) -> None:
    project, _ = world
    members = project.query(
        "select network_id, member_id, patient_id, member_token, member_key"
        " from vault.silver_member_identities inner join silver.silver_members"
        " using (network_id, member_key, member_token)"
    )
    assert len(members) > 300
    for network, member, patient, token, key in members:
        kind, number = ("member", member) if member else ("person", patient)
        assert token == token_of(TOKEN_KEY, kind, network, number)
        assert key == int(md5(token.encode()).hexdigest()[:15], 16)


def test_every_chain_has_its_keys_once(world: tuple[Project, Path]) -> None:
    """No chain lacks a key or counts twice, and its coverage is the member's of that day."""
    project, _ = world
    [counts] = project.query(
        "select count(*), count(distinct chain_key), count(payer_key), count(member_key),"
        " count(billing_provider_key), count(rendering_provider_version_key), count(facility_key)"
        " from silver.silver_chain_parties"
    )
    assert len(set(counts)) == 1
    assert project.query(
        "select count(*) from silver.silver_chain_parties as parties"
        " inner join silver.silver_coverage_spans as spans using (coverage_span_key)"
        " where parties.payer_key <> spans.payer_key or parties.member_key <> spans.member_key"
        " or parties.service_date not between spans.coverage_start_date"
        " and coalesce(spans.coverage_end_date, date '9999-12-31')"
    ) == [(0,)]
