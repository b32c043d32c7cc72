"""Receivables at every month end against what the simulator decided, to the cent.

By network and payer: balances of claims and their ages, aging buckets, and what moved in between.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from conftest import Project
from true_world import told

pytestmark = pytest.mark.build

KEYS = "network_id, payer_key, month_end_date"
OUR_BALANCES = f"""
    select
        {KEYS}, as_of_date, service_date, billed_date, open_payer_amount, open_patient_amount,
        days_since_service, days_since_billed
    from claimhouse.gold.fct_ar_month_end
"""
TRUE_BALANCES = f"""
    select
        {KEYS}, as_of_date, service_date, billed_date, open_payer_amount, open_patient_amount,
        as_of_date - service_date, as_of_date - billed_date
    from balances
"""
OUR_AGING = f"""
    select
        {KEYS}, responsibility, aging_bucket, claim_count, owed_amount, credit_amount,
        open_amount
    from claimhouse.gold.rpt_ar_aging
"""
# Aged from the day of service, which is how the project is set.
TRUE_AGING = f"""
    with parts as (
        select {KEYS}, as_of_date - service_date as days, 'payer' as responsibility,
            open_payer_amount as amount
        from balances
        union all
        select {KEYS}, as_of_date - service_date, 'patient', open_patient_amount from balances
    )
    select
        {KEYS}, responsibility,
        ['0-30', '31-60', '61-90', '91-120', '121+'][least(greatest(days - 1, 0) // 30, 4) + 1]
            as aging_bucket,
        count(*) as claim_count,
        sum(greatest(amount, 0)), sum(least(amount, 0)), sum(amount)
    from parts
    where amount <> 0
    group by all
"""
OUR_ROLLS = f"""
    select
        {KEYS}, as_of_date, opening_amount, charge_amount, payment_amount, contractual_amount,
        written_off_amount, transfer_to_patient_amount, transfer_to_next_payer_amount,
        other_amount, closing_payer_amount, closing_patient_amount, closing_amount
    from claimhouse.gold.rpt_ar_roll_forward
"""
KINDS = ("charge", "payment", "contractual", "write_off", "to_patient", "to_secondary")
THIS_MONTH = "last_day(posted_date) = month_end_date"
BY_KIND = ", ".join(
    f"sum(case when {THIS_MONTH} and movement_kind = '{kind}' then amount else 0 end)"
    for kind in KINDS
)
TRUE_ROLLS = f"""
    select
        {KEYS}, as_of_date,
        sum(case
            when {THIS_MONTH} then 0 else payer_balance_amount + patient_balance_amount
        end),
        {BY_KIND}, 0,
        sum(payer_balance_amount), sum(patient_balance_amount),
        sum(payer_balance_amount + patient_balance_amount)
    from month_ends
    inner join moved using (network_id)
    where posted_date <= as_of_date
    group by {KEYS}, as_of_date
"""


@pytest.fixture(scope="module")
def compared(
    truth_project: Project, true_world: duckdb.DuckDBPyConnection
) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the simulator knows (`true_world.told`); catalog ``claimhouse`` is the build."""
    with told(true_world, truth_project) as connection:
        yield connection


@pytest.mark.parametrize(
    ("ours", "truth"),
    [(OUR_BALANCES, TRUE_BALANCES), (OUR_AGING, TRUE_AGING), (OUR_ROLLS, TRUE_ROLLS)],
    ids=["balances and ages of claims", "aging buckets", "roll-forward"],
)
def test_every_month_end(compared: duckdb.DuckDBPyConnection, ours: str, truth: str) -> None:
    ((cells, months, wrong),) = compared.execute(
        f"""
        with ours as materialized ({ours}),
        truth as materialized ({truth})
        select
            (select count(*) from truth),
            (select count(distinct month_end_date) from truth),
            (select count(*) from ((from ours except all from truth)
                union all (from truth except all from ours)))
        """
    ).fetchall()
    print(f"\n{cells:>8} figures or rows at {months} month ends, {wrong} differ")
    assert wrong == 0
    assert months == 12
    assert cells > 140


def test_buckets_of_a_month_end_are_its_balances(compared: duckdb.DuckDBPyConnection) -> None:
    """Aging = open balance of the roll-forward = what truth leaves open, at every month end."""
    ((cells, wrong),) = compared.execute(
        f"""
        with sums as (
            select {KEYS}, sum(open_amount) as aged_amount, 0 as closing_amount, 0 as true_amount
            from claimhouse.gold.rpt_ar_aging
            group by all
            union all
            select {KEYS}, 0, closing_amount, 0 from claimhouse.gold.rpt_ar_roll_forward
            union all
            select {KEYS}, 0, 0, open_payer_amount + open_patient_amount from balances
        )
        select count(*), count(*) filter (aged <> closing or aged <> truth)
        from (
            select {KEYS}, sum(aged_amount) as aged, sum(closing_amount) as closing,
                sum(true_amount) as truth
            from sums
            group by all
        )
        """
    ).fetchall()
    assert wrong == 0
    assert cells > 140
