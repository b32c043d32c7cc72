"""rpt_measures against what the simulator decided: numerators and denominators, to the cent.

Each measure is worked out anew from the world's tables: no model and no file has a part in it.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from conftest import Project

from orchestration.sample import open_world, write_truth

pytestmark = pytest.mark.build

CHAINS = """
    create temp table told as
    with answers as (
        select
            network_number,
            claim_number,
            min(check_date) filter (paid_amount > 0) as first_paid_date,
            sum(paid_amount + contractual_amount + patient_amount)
                filter (check_date = first_check_date and kind in ('first', 'rest'))
                as first_settled_amount
        from remit_totals
        inner join (select network_number, claim_number, first_check_date from chains)
            using (network_number, claim_number)
        group by all
    ),

    lines as (
        select
            network_id,
            chain_id,
            sum(charge_amount) filter (was_denied_first) as first_denied_amount,
            sum(charge_amount) filter (was_denied_first and primary_paid_amount > 0)
                as overturned_amount
        from truth_claim_lines
        group by all
    )

    select
        truth.*,
        payers.payer_key,
        answers.first_paid_date,
        answers.first_settled_amount = truth.charge_amount as is_settled_first,
        coalesce(lines.first_denied_amount, 0) as first_denied_amount,
        coalesce(lines.overturned_amount, 0) as overturned_amount,
        truth.primary_paid_amount + truth.secondary_paid_amount as paid_amount,
        truth.open_payer_amount + truth.open_patient_amount as open_amount,
        greatest(truth.open_payer_amount, 0) + greatest(truth.open_patient_amount, 0)
            as debit_amount,
        chains.post_date
    from truth_claim_chains as truth
    inner join networks using (network_id)
    inner join chains
        on networks.network_number = chains.network_number and truth.chain_id = chains.claim_id
    inner join payers
        on chains.network_number = payers.network_number
        and chains.payer_number = payers.payer_number
    left join answers
        on chains.network_number = answers.network_number
        and chains.claim_number = answers.claim_number
    left join lines using (network_id, chain_id)
"""
SENT = """
    create temp table sent as
    select networks.network_id, told.payer_key, submissions.*
    from submissions
    inner join networks using (network_number)
    inner join told using (network_id, chain_id)
"""
# Movements of the charge and of what the contract takes off it, by the day they are posted.
REVENUE = """
    create temp table revenue as
    select network_id, payer_key, first_sent_date as posted_date, charge_amount as amount
    from told
    union all
    select network_id, payer_key, last_check_date, -charge_amount
    from told
    where chain_status = 'voided'
    union all
    select told.network_id, told.payer_key, check_date, -remit_totals.contractual_amount
    from remit_totals
    inner join networks using (network_number)
    inner join told
        on networks.network_id = told.network_id and remit_totals.claim_id = told.chain_id
    where remit_totals.kind <> 'duplicate'
"""
# A late charge is on no claim: it has its visit's account, and so its chain.
POSTED = """
    create temp table posted as
    select
        networks.network_id,
        told.payer_key,
        charges.*,
        told.first_sent_date,
        lines.line_number is null and told.chain_id is not null as is_late,
        lines.line_number is not null and told.chain_id is not null as is_billed
    from billing__charges as charges
    inner join networks using (network_number)
    inner join encounters
        on charges.network_number = encounters.network_number
        and charges.account_id = encounters.claim_id
    left join told
        on networks.network_id = told.network_id and charges.account_id = told.chain_id
    left join lines
        on encounters.network_number = lines.network_number
        and encounters.claim_number = lines.claim_number
        and charges.line_number = lines.line_number
"""
IS_CLOSED = """
    chain_status in ('paid', 'paid_and_written_off', 'written_off', 'patient_share',
        'patient_billed', 'capitated')
"""
AGED = "sum(debit_amount) filter (first_sent_date < date '2026-06-30' - {days})"
# measure: rows, day, numerator, denominator
TOLD = {
    "initial_denial_rate": ("told", "first_check_date", "count_if(was_denied_first)", "count(*)"),
    "initial_denial_rate_by_charge": (
        "told", "first_check_date", "sum(first_denied_amount)", "sum(charge_amount)",
    ),
    "overturn_rate": (
        "told where was_denied_first", "first_check_date", "count_if(was_overturned)", "count(*)",
    ),
    "overturn_rate_by_charge": (
        "told where was_denied_first", "first_check_date",
        "sum(overturned_amount)", "sum(first_denied_amount)",
    ),
    "first_pass_resolution_rate": (
        "told", "first_check_date", "count_if(is_settled_first)", "count(*)",
    ),
    "clean_claim_rate": (
        "sent", "submitted_date", "count_if(acknowledgement = 'accepted')", "count(*)",
    ),
    "rejection_rate": (
        "sent", "submitted_date", "count_if(acknowledgement <> 'accepted')", "count(*)",
    ),
    "net_collection_rate": (
        "told where chain_status <> 'voided'", "service_date",
        "sum(paid_amount)", "sum(charge_amount - contractual_amount)",
    ),
    "gross_collection_rate": (
        "told where chain_status <> 'voided'", "service_date",
        "sum(paid_amount)", "sum(charge_amount)",
    ),
    "charge_lag": ("posted", "post_date", "sum(post_date - service_date)", "count(*)"),
    "bill_lag": (
        "posted where is_billed", "first_sent_date",
        "sum(first_sent_date - post_date)", "count(*)",
    ),
    "payment_lag": (
        "told", "first_paid_date", "sum(first_paid_date - first_sent_date)", "count(*)",
    ),
    "late_charge_rate": (
        "posted", "post_date", "sum(case when is_late then charge_amount else 0 end)",
        "sum(charge_amount)",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def world(
    sample_project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The world behind the sample: told (chains), sent, posted, revenue; the build as ``built``.

    Without a PostgreSQL server nobody knows what Lakeside has written off: that network is
    not in ``networks_known``.
    """
    build = sample_project.home / "build" / "claimhouse.duckdb"
    with open_world() as connection:
        write_truth(connection, tmp_path_factory.mktemp("truth"))
        for table in (CHAINS, SENT, REVENUE, POSTED):
            connection.execute(table)
        connection.execute(f"attach '{build}' as built (read_only)")
        connection.execute(
            "create temp table networks_known as"
            " select distinct network_id from built.silver.silver_practice_write_offs"
        )
        yield connection


def compared(connection: duckdb.DuckDBPyConnection, ours: str, truth: str) -> tuple[int, int]:
    """How many rows truth has, and how many differ either way."""
    columns = "network_id, payer_key, month, numerator, denominator"
    ((rows, wrong),) = connection.execute(
        f"""
        with ours as (
            select network_id, payer_key, month, numerator::decimal(18, 2) as numerator,
                denominator::decimal(18, 2) as denominator
            from ({ours})
        ),
        truth as (
            select network_id, payer_key, month, numerator::decimal(18, 2) as numerator,
                denominator::decimal(18, 2) as denominator
            from ({truth})
        )
        select
            (select count(*) from truth),
            (select count(*) from (
                (select {columns} from ours except all select {columns} from truth)
                union all
                (select {columns} from truth except all select {columns} from ours)
            ))
        """
    ).fetchall()
    return rows, wrong


@pytest.mark.parametrize("measure", TOLD)
def test_a_measure_by_month_network_and_payer(
    world: duckdb.DuckDBPyConnection, measure: str
) -> None:
    rows, day, numerator, denominator = TOLD[measure]
    found = compared(
        world,
        f"""
        select network_id, payer_key, measure_month as month, numerator, denominator
        from built.gold.rpt_measures
        where measure = '{measure}'
        """,
        f"""
        select network_id, payer_key, date_trunc('month', day)::date as month,
            {numerator} as numerator, {denominator} as denominator
        from (select *, {day} as day from {rows})
        where day is not null
        group by all
        """,
    )
    assert found == (found[0], 0)
    assert found[0] > 60


@pytest.mark.parametrize("days", [None, 30, 60, 90, 120])
def test_what_is_open_on_the_last_day(world: duckdb.DuckDBPyConnection, days: int | None) -> None:
    """Days in A/R, and the shares over so many days from the first claim."""
    known = "network_id in (from networks_known)"
    keys = "network_id, payer_key, date '2026-06-01' as month"
    if days is None:
        truth = f"""
            select * replace (sum(numerator) as numerator, sum(denominator) as denominator)
            from (
                select {keys}, 90 * open_amount as numerator, 0 as denominator from told
                union all
                select {keys}, 0, amount from revenue
                where posted_date > date '2026-06-30' - 90
            )
            where {known}
            group by network_id, payer_key, month
        """
    else:
        truth = f"""
            select {keys}, {AGED.format(days=days)} as numerator, sum(debit_amount) as denominator
            from told
            where {known}
            group by all
        """
    found = compared(
        world,
        f"""
        select network_id, payer_key, measure_month as month, numerator, denominator
        from built.gold.rpt_measures
        where measure = '{"days_in_ar" if days is None else f"aged_ar_over_{days}"}'
            and measure_month = '2026-06-01' and {known}
        """,
        truth,
    )
    assert found == (found[0], 0)
    assert found[0] >= 8


def test_final_denials_by_network_and_payer(world: duckdb.DuckDBPyConnection) -> None:
    """Over all months: truth does not say on which day a chain was closed."""
    known = "network_id in (from networks_known)"
    found = compared(
        world,
        f"""
        select network_id, payer_key, null as month, sum(numerator) as numerator,
            sum(denominator) as denominator
        from built.gold.rpt_measures
        where measure = 'final_denial_rate' and {known}
        group by all
        """,
        f"""
        select network_id, payer_key, null as month,
            count_if(chain_status = 'written_off') as numerator, count(*) as denominator
        from told
        where {IS_CLOSED} and {known}
        group by all
        """,
    )
    assert found == (found[0], 0)
    assert found[0] >= 8


def test_underpaid_lines_by_month_network_and_payer(world: duckdb.DuckDBPyConnection) -> None:
    found = compared(
        world,
        """
        select network_id, payer_key, service_month as month,
            sum(underpaid_line_count) as numerator, 0 as denominator
        from built.gold.rpt_underpayments
        group by all
        having numerator > 0
        """,
        """
        select told.network_id, told.payer_key, date_trunc('month', service_date)::date as month,
            count(*) as numerator, 0 as denominator
        from truth_claim_lines
        inner join told using (network_id, chain_id)
        where is_underpaid
        group by all
        """,
    )
    assert found == (found[0], 0)
    assert found[0] > 20
