"""Every measure against what the simulator decided, by month, network and payer.

Numerator and denominator to the cent, the value to 1e-9, and the reason where there is none.
`pytest -s` shows how many figures were compared and the largest difference; with
CLAIMHOUSE_TRUTH_LINES=100000 the networks have so many charge lines.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from conftest import Project
from true_world import TOO_SHORT, told

pytestmark = pytest.mark.build


def counted(rows: str, day: str, numerator: str, denominator: str = "count(*)") -> str:
    """A measure that is summed over rows, in the month of a day that each has."""
    return f"""
        select
            network_id, payer_key, date_trunc('month', {day})::date as month,
            {numerator} as numerator, {denominator} as denominator, null as reason
        from {rows}
        where {day} is not null
        group by all
    """


def aged(days: int) -> str:
    """The share of what is open over so many days from the first claim, credits apart."""
    return f"""
        select
            network_id, payer_key, date_trunc('month', month_end_date)::date as month,
            sum(case when as_of_date - billed_date > {days} then debit_amount else 0 end)
                as numerator,
            sum(debit_amount) as denominator, null as reason
        from balances
        group by all
    """


def by_revenue(first_charge: str, amounts: str) -> str:
    """90 times an open amount ÷ the revenue of 90 days, where charges reach so far back."""
    return f"""
        select
            network_id, payer_key, date_trunc('month', month_end_date)::date as month,
            sum(case when is_known then 90 * open_amount end) as numerator,
            sum(case when is_known then revenue_amount end) as denominator,
            any_value(case when not is_known then '{TOO_SHORT}' end) as reason
        from (
            select network_id, month_end_date, {first_charge} <= revenue_from_date as is_known
            from month_ends
        )
        inner join ({amounts}) using (network_id, month_end_date)
        group by network_id, payer_key, month_end_date
    """


DENIED = "(from told where was_denied_first)"
NOT_VOIDED = "(from told where chain_status <> 'voided')"
NET = "case when movement_kind = 'charge' then amount else -amount end"
BILLED_LINES = "truth_claim_lines inner join told using (network_id, chain_id)"
LAGS = {
    "charge_lag": ("posted", "post_date", "post_date - service_date"),
    "bill_lag": ("posted where is_billed", "first_sent_date", "first_sent_date - post_date"),
    "payment_lag": ("told", "first_paid_date", "first_paid_date - first_sent_date"),
}
MEASURES = {
    "initial_denial_rate": counted("told", "first_check_date", "count_if(was_denied_first)"),
    "initial_denial_rate_by_charge": counted(
        "told", "first_check_date", "sum(first_denied_amount)", "sum(charge_amount)"
    ),
    "final_denial_rate": counted("told", "closed_date", "count_if(chain_status = 'written_off')"),
    "overturn_rate": counted(DENIED, "first_check_date", "count_if(was_overturned)"),
    "overturn_rate_by_charge": counted(
        DENIED, "first_check_date", "sum(overturned_amount)", "sum(first_denied_amount)"
    ),
    "days_to_resolution": counted(
        "told", "denial_resolved_date", "sum(denial_resolved_date - first_check_date)"
    ),
    "first_pass_resolution_rate": counted(
        "told", "first_check_date", "count_if(is_settled_first)"
    ),
    "clean_claim_rate": counted(
        "sent", "submitted_date", "count_if(acknowledgement = 'accepted')"
    ),
    "rejection_rate": counted("sent", "submitted_date", "count_if(acknowledgement <> 'accepted')"),
    "net_collection_rate": counted(
        NOT_VOIDED, "service_date", "sum(paid_amount)",
        "sum(charge_amount - contractual_amount)",
    ),
    "gross_collection_rate": counted(
        NOT_VOIDED, "service_date", "sum(paid_amount)", "sum(charge_amount)"
    ),
    "underpayment_rate": counted(
        f"(select * from {BILLED_LINES} where is_settled)", "service_date",
        "sum(underpaid_amount)", "sum(contract_amount)",
    ),
    **{
        lag: counted(f"(from {rows})", day, f"sum({days})")
        for lag, (rows, day, days) in LAGS.items()
    },
    "late_charge_rate": counted(
        "posted", "post_date", "sum(case when is_late then charge_amount else 0 end)",
        "sum(charge_amount)",
    ),
    "days_in_ar": by_revenue(
        "first_charge_date",
        f"""
        select network_id, payer_key, month_end_date,
            open_payer_amount + open_patient_amount as open_amount, 0 as revenue_amount
        from balances
        union all
        select network_id, payer_key, month_end_date, 0, {NET}
        from moved
        inner join month_ends using (network_id)
        where movement_kind in ('charge', 'contractual')
            and posted_date between revenue_from_date and as_of_date
        """,
    ),
    **{f"aged_ar_over_{days}": aged(days) for days in (30, 60, 90, 120)},
    "discharged_not_final_billed": by_revenue(
        "(select min(post_date) from posted where posted.network_id = month_ends.network_id)",
        """
        select network_id, payer_key, month_end_date,
            case when is_billed and first_sent_date <= as_of_date then 0 else charge_amount end
                as open_amount,
            case when post_date >= revenue_from_date then charge_amount else 0 end
                as revenue_amount
        from posted
        inner join month_ends using (network_id)
        where post_date <= as_of_date
        """,
    ),
    "completeness": "from expected_cash",
    "cost_to_collect": """
        select
            network_id, payer_key, date_trunc('month', check_date)::date as month,
            null as numerator, sum(payment_amount) as denominator,
            'no feed brings the cost' as reason
        from truth_checks
        inner join networks using (network_id)
        inner join payers using (network_number, payer_id)
        group by all
    """,
}  # fmt: skip


@pytest.fixture(scope="module")
def compared(
    truth_project: Project, true_world: duckdb.DuckDBPyConnection
) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the simulator knows (`true_world.told`); catalog ``claimhouse`` is the build."""
    with told(true_world, truth_project) as connection:
        yield connection


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_by_month_network_and_payer(
    compared: duckdb.DuckDBPyConnection, measure: str
) -> None:
    ((cells, values, one_sided, cents, largest, reasons),) = compared.execute(
        f"""
        select
            count(*),
            count(ours.measure_value),
            count(*) filter (ours.network_id is null or truth.network_id is null),
            coalesce(max(greatest(
                abs(ours.numerator - truth.numerator), abs(ours.denominator - truth.denominator)
            )), 0) as largest_cents,
            coalesce(max(
                abs(ours.measure_value::double - truth.numerator / truth.denominator)
            ), 0) as largest_difference,
            count(*) filter (
                ours.null_reason is distinct from coalesce(
                    truth.reason,
                    case when truth.denominator = 0 then 'the denominator is zero' end
                )
                or (ours.numerator is null) <> (truth.numerator is null)
                or (ours.denominator is null) <> (truth.denominator is null)
                or (ours.measure_value is null) <> (ours.null_reason is not null)
            )
        from (from claimhouse.gold.rpt_measures where measure = '{measure}') as ours
        full join (
            select * replace (
                numerator::decimal(18, 2) as numerator, denominator::decimal(18, 2) as denominator
            )
            from ({MEASURES[measure]})
        ) as truth
            on ours.network_id = truth.network_id and ours.measure_month = truth.month
            and ours.payer_key is not distinct from truth.payer_key
        """
    ).fetchall()
    print(f"\n{measure:32}{cells:>7}{values:>7}{cents:>8}{largest:>12.1e}")
    assert one_sided == cents == reasons == 0
    assert largest < 1e-9
    assert cells > 60
    assert values > 40 or measure == "cost_to_collect"


def test_no_measure_is_left_out(compared: duckdb.DuckDBPyConnection) -> None:
    found = compared.execute("select measure from claimhouse.gold.dim_measure").fetchall()
    assert {measure for (measure,) in found} == set(MEASURES)


@pytest.mark.parametrize("lag", LAGS)
def test_percentiles_of_a_lag(compared: duckdb.DuckDBPyConnection, lag: str) -> None:
    rows, day, days = LAGS[lag]
    ((cells, wrong),) = compared.execute(
        f"""
        select
            count(*),
            count(*) filter (
                ours.item_count is distinct from truth.items
                or abs(ours.median_days - truth.median_days) > 0.00005
                or abs(ours.p90_days - truth.p90_days) > 0.00005
            )
        from (from claimhouse.gold.rpt_lags where measure = '{lag}') as ours
        full join (
            select
                network_id, payer_key, date_trunc('month', {day})::date as month,
                count(*) as items,
                quantile_cont(({days})::double, 0.5) as median_days,
                quantile_cont(({days})::double, 0.9) as p90_days
            from (from {rows})
            where {day} is not null
            group by all
        ) as truth
            on ours.network_id = truth.network_id and ours.measure_month = truth.month
            and ours.payer_key is not distinct from truth.payer_key
        """
    ).fetchall()
    assert wrong == 0
    assert cells > 60


def test_underpayments_by_month_network_payer_and_procedure(
    compared: duckdb.DuckDBPyConnection,
) -> None:
    sums = (
        "settled_line_count", "underpaid_line_count", "contract_amount", "allowed_amount",
        "underpaid_amount",
    )  # fmt: skip
    differing = ", ".join(
        f"count(*) filter (ours.{name} is distinct from truth.{name}) as {name}" for name in sums
    )
    cells, underpaid, *wrong = compared.execute(
        f"""
        select count(*), count(*) filter (truth.underpaid_line_count > 0), {differing}
        from claimhouse.gold.rpt_underpayments as ours
        full join (
            select
                network_id, payer_key, procedure_code,
                date_trunc('month', service_date)::date as service_month,
                count(*) as settled_line_count, count_if(is_underpaid) as underpaid_line_count,
                sum(contract_amount) as contract_amount, sum(allowed_amount) as allowed_amount,
                sum(underpaid_amount) as underpaid_amount
            from {BILLED_LINES}
            where is_settled
            group by all
        ) as truth using (network_id, payer_key, procedure_code, service_month)
        """
    ).fetchall()[0]
    assert dict(zip(sums, wrong, strict=True)) == dict.fromkeys(sums, 0)
    assert cells > 500
    assert underpaid > 20
