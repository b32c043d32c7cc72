"""Cash against what the simulator decided: deposits, and balances that payers carry forward."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from conftest import TRUTH_LINES, Project
from test_truth import one_row
from true_world import beside

pytestmark = pytest.mark.build

OUR_CHECKS = """
    create temp view our_checks as
    select
        deposits.*,
        coalesce(balances.amount, 0) as forward_balance_amount
    from silver.silver_remittance_deposits as deposits
    left join (
        select remittance_key, -sum(movement_amount) as amount
        from silver.silver_forward_balance_movements
        where provider_adjustment_reason_code = 'FB'
        group by remittance_key
    ) as balances using (remittance_key)
"""


@pytest.fixture(scope="module")
def compared(
    truth_project: Project, true_world: duckdb.DuckDBPyConnection
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build, with views true_checks and our_checks; the world is catalog ``world``."""
    with beside(true_world, truth_project) as connection:
        connection.execute("use claimhouse")
        connection.execute("create temp view true_checks as from world.truth_checks")
        connection.execute(OUR_CHECKS)
        yield connection


def test_every_check_has_its_deposit_status(compared: duckdb.DuckDBPyConnection) -> None:
    """All kinds of deposits are in it, and what is missing is missing to the cent."""
    found = one_row(
        compared,
        """
        select
            count(*) as rows,
            count(ours.remittance_key) as ours,
            count(distinct truth.deposit_kind) as kinds,
            count(*) filter (truth.deposit_status is distinct from ours.deposit_status)
                as other_status,
            count(*) filter (
                ours.deposited_amount is distinct from case truth.deposit_kind
                    when 'single' then truth.payment_amount
                    when 'combined' then truth.payment_amount
                    when 'partial' then round(truth.payment_amount * 0.90, 2)
                    else 0
                end
            ) as other_amount
        from true_checks as truth
        full join our_checks as ours
            on truth.network_id = ours.network_id
            and truth.trace_number = ours.trace_identifier
        """,
    )
    assert found["rows"] == found["ours"] > 500
    assert found["kinds"] == 7
    assert found["other_status"] == found["other_amount"] == 0


def test_every_mistyped_trace_is_offered_and_nothing_else(
    compared: duckdb.DuckDBPyConnection,
) -> None:
    found = one_row(
        compared,
        """
        select
            count(*) filter (truth.deposit_kind = 'mistyped') as mistyped,
            count(statuses.deposit_key) as offered,
            count(statuses.deposit_key) filter (truth.deposit_kind = 'mistyped')
                as offered_rightly,
            count(*) filter (
                truth.payment_amount <> statuses.unallocated_amount
            ) as other_amount
        from true_checks as truth
        inner join our_checks as ours
            on truth.network_id = ours.network_id
            and truth.trace_number = ours.trace_identifier
        left join silver.silver_deposit_statuses as statuses
            on ours.candidate_deposit_key = statuses.deposit_key
            and ours.remittance_key = statuses.candidate_remittance_key
        """,
    )
    assert found["mistyped"] == found["offered"] == found["offered_rightly"] > 5
    assert found["other_amount"] == 0


def test_forward_balances_of_every_check(compared: duckdb.DuckDBPyConnection) -> None:
    """What each check forwards and takes, and what is carried after it, by payer and payee."""
    found = one_row(
        compared,
        """
        with carried as (
            select
                truth.*,
                ours.forward_balance_amount as own_amount,
                sum(ours.forward_balance_amount) over (
                    partition by truth.network_id, ours.payer_id, ours.payee_id
                    order by truth.check_date
                ) as own_carried_amount
            from true_checks as truth
            inner join our_checks as ours
                on truth.network_id = ours.network_id
                and truth.trace_number = ours.trace_identifier
                and truth.group_npi = ours.payee_id
        )
        select
            count(*) as rows,
            count(*) filter (forward_balance_amount <> 0) as with_balance,
            count(*) filter (own_amount <> forward_balance_amount) as other_amount,
            count(*) filter (own_carried_amount <> carried_balance_amount) as other_carried
        from carried
        """,
    )
    assert found["rows"] > 500
    assert found["with_balance"] > 20
    assert found["other_amount"] == found["other_carried"] == 0


def test_what_is_open_is_what_the_latest_check_carries(
    compared: duckdb.DuckDBPyConnection,
) -> None:
    """By payer and payee; nothing is unexplained, and some are settled and some open.

    The larger the networks, the larger the checks: then none is left open on the last day.
    """
    found = one_row(
        compared,
        """
        with latest as (
            select network_id, payer_id, group_npi,
                arg_max(carried_balance_amount, check_date) as carried_balance_amount
            from true_checks
            group by all
        ),
        ours as (
            select network_id, payer_id, payee_id, sum(open_amount) as open_amount
            from silver.silver_forward_balances
            where provider_adjustment_reason_code = 'FB'
            group by all
        )
        select
            (select -sum(carried_balance_amount) from latest) as true_amount,
            (select sum(open_amount) from ours) as own_amount,
            (select list(-carried_balance_amount order by network_id, group_npi)
                from latest where carried_balance_amount <> 0) as true_amounts,
            (select list(open_amount order by network_id, payee_id)
                from ours where open_amount <> 0) as own_amounts
        """,
    )
    assert found["true_amount"] == found["own_amount"]
    assert found["true_amounts"] == found["own_amounts"]
    assert found["true_amount"] > 0 or TRUTH_LINES
    statuses = dict(
        compared.execute(
            "select balance_status, count(*) from silver.silver_forward_balances group by all"
        ).fetchall()
    )
    assert set(statuses) == {"settled", "open"} or TRUTH_LINES
    assert statuses["settled"] > 30


def test_recoveries_sum_to_what_was_decided(compared: duckdb.DuckDBPyConnection) -> None:
    """WO, L6 and 72 of every check; and every recovery is of a chain that was paid."""
    found = one_row(
        compared,
        """
        with ours as (
            select
                remittance_key,
                sum(adjustment_amount) filter (provider_adjustment_reason_code = 'WO') as WO,
                sum(adjustment_amount) filter (provider_adjustment_reason_code = 'L6') as L6,
                sum(adjustment_amount) filter (provider_adjustment_reason_code = '72') as refund
            from silver.silver_provider_adjustment_links
            group by all
        )
        select
            count(*) as rows,
            count(*) filter (coalesce(WO, 0) <> truth.recovery_amount) as other_recovery,
            count(*) filter (coalesce(L6, 0) <> truth.interest_amount) as other_interest,
            count(*) filter (coalesce(refund, 0) <> truth.refund_amount) as other_refund,
            (
                select count(*)
                from silver.silver_forward_balances as balances
                left join silver.silver_claim_chains as chains using (chain_key)
                where provider_adjustment_reason_code = 'WO' and chains.chain_key is null
            ) as without_chain
        from true_checks as truth
        inner join our_checks as checks
            on truth.network_id = checks.network_id
            and truth.trace_number = checks.trace_identifier
        left join ours using (remittance_key)
        """,
    )
    assert found.pop("rows") > 500
    assert set(found.values()) == {0}


def test_charges_that_no_claim_bills_are_those_that_were_decided(
    compared: duckdb.DuckDBPyConnection,
) -> None:
    """Unbilled visits, and the one charge of 18.00 that is posted after its bill has dropped."""
    reasons = dict(
        compared.execute(
            """
            select unlinked_reason, count(*)
            from silver.silver_billing_charge_links
            group by all
            """
        ).fetchall()
    )
    late = compared.execute(
        """
        select count(*)
        from vault.silver_billing_charges as charges
        semi join (
            select network_id, account_id, min(post_date) as post_date
            from vault.silver_billing_charges
            group by all
        ) as first_posted
            on charges.network_id = first_posted.network_id
            and charges.account_id = first_posted.account_id
            and charges.post_date > first_posted.post_date
        semi join silver.silver_billing_charge_links as links
            on charges.source_sha256 = links.source_sha256
            and charges.source_name = links.source_name
            and charges.source_row = links.source_row
            and links.chain_key is not null
        """
    ).fetchone()
    assert late is not None
    assert reasons["no line of its claim is like it"] == late[0] > 10
    assert reasons["no claim of its account was sent"] > 10
    ((bills,),) = compared.execute("select count(*) from world.claim_states").fetchall()
    assert bills > 2000
    assert compared.execute(
        """
        select count(*), count(claim_key), sum(charge_amount) - sum(claim_charge_amount)
        from silver.silver_billing_invoice_links
        """
    ).fetchall() == [(bills, bills, 0)]
