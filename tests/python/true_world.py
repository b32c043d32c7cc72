"""What the simulator knows, as tables to hold measures and receivables against.

They are made of the world's own decisions and of its truth: no model and no file has a part in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

import duckdb
from conftest import Project

TOO_SHORT = "less than 90 days of charges"

# Chains with what the measures ask of them.
TOLD = """
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
        answers.first_paid_date,
        answers.first_settled_amount = truth.charge_amount as is_settled_first,
        coalesce(lines.first_denied_amount, 0) as first_denied_amount,
        coalesce(lines.overturned_amount, 0) as overturned_amount,
        truth.primary_paid_amount + truth.secondary_paid_amount as paid_amount
    from truth_claim_chains as truth
    inner join networks using (network_id)
    inner join chains
        on networks.network_number = chains.network_number and truth.chain_id = chains.claim_id
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
MOVED = """
    create temp table moved as
    select movements.*, told.payer_key, told.service_date, told.first_sent_date as billed_date
    from truth_movements as movements
    inner join told using (network_id, chain_id)
"""
# The months in which a network posts, and the first of the 90 days before each one's end.
MONTH_ENDS = """
    create temp table month_ends as
    select
        network_id,
        last_day(month_start)::date as month_end_date,
        least(last_day(month_start), last_posted_date)::date as as_of_date,
        as_of_date - 89 as revenue_from_date,
        first_charge_date
    from (
        select
            network_id,
            max(posted_date) as last_posted_date,
            min(posted_date) filter (movement_kind = 'charge') as first_charge_date,
            unnest(generate_series(
                date_trunc('month', min(posted_date)), max(posted_date), interval 1 month
            )) as month_start
        from truth_movements
        group by network_id
    )
"""
BALANCES = """
    create temp table balances as
    select
        network_id, month_end_date, as_of_date, payer_key, chain_id, service_date, billed_date,
        sum(payer_balance_amount) as open_payer_amount,
        sum(patient_balance_amount) as open_patient_amount,
        greatest(open_payer_amount, 0) + greatest(open_patient_amount, 0) as debit_amount
    from month_ends
    inner join moved using (network_id)
    where posted_date <= as_of_date
    group by all
    having open_payer_amount <> 0 or open_patient_amount <> 0
"""


@contextmanager
def beside(
    world: duckdb.DuckDBPyConnection, project: Project
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The world on a connection of its own; catalog ``claimhouse`` is what the project built.

    While it is open, dbt would wait.
    """
    build = project.home / "build" / "claimhouse.duckdb"
    with world.cursor() as connection:
        connection.execute(f"attach '{build}' (read_only)")
        try:
            yield connection
        finally:
            connection.execute("use world")
            connection.execute("detach claimhouse")


@contextmanager
def told(world: duckdb.DuckDBPyConnection, project: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    """As ``beside``, with told, sent, posted, moved, month_ends, balances and expected_cash."""
    with beside(world, project) as connection:
        tell(connection)
        yield connection


def tell(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of ``told``."""
    for table in (TOLD, SENT, POSTED, MOVED, MONTH_ENDS, BALANCES):
        connection.execute(table)
    connection.execute(
        "create temp table expected_cash (network_id text, payer_key text, month date,"
        " numerator decimal(18, 2), denominator decimal(18, 2), reason text)"
    )
    connection.executemany(
        "insert into expected_cash values (?, ?, ?, ?, ?, ?)", list(expected_cash(connection))
    )


def expected_cash(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """Chain ladder over the payments that were decided, by network, payer and month of service.

    A factor is Σ cash of the next month ÷ Σ cash so far over the months that are old enough, at six
    digits; it rests on three months at least, and a ladder has six steps at least.
    """
    paid: dict[tuple[str, str], dict[int, dict[int, Decimal]]]
    paid = defaultdict(lambda: defaultdict(lambda: defaultdict(Decimal)))
    last: dict[str, int] = defaultdict(int)
    for network, payer, service, posted, amount in connection.execute(
        "select network_id, payer_key, service_date, posted_date,"
        " case when movement_kind = 'payment' then amount else 0 end from moved"
    ).fetchall():
        month = months_of(service)
        paid[network, payer][month][max(months_of(posted) - month, 0)] += amount
        last[network] = max(last[network], months_of(posted))
    for (network, payer), by_month in paid.items():
        sums = {
            month: [
                sum((amount for lag, amount in lags.items() if lag <= so_far), Decimal(0))
                for so_far in range(last[network] - month + 1)
            ]
            for month, lags in by_month.items()
        }
        factors: list[Decimal | None] = []
        while True:
            lag = len(factors)
            steps = [list(pairwise(cash))[lag] for cash in sums.values() if len(cash) > lag + 1]
            if len(steps) < 3:
                break
            before, after = (sum(amounts, Decimal(0)) for amounts in zip(*steps, strict=True))
            known = before > 0 and after > 0
            factors.append(rounded(after / before, 6) if known else None)
        for month, cash in sums.items():
            day = date(month // 12, month % 12 + 1, 1)
            ahead = factors[len(cash) - 1 :]
            reason = None
            if len(factors) < 6:
                reason = "too little history"
            elif None in ahead:
                reason = "nothing paid at this age"
            elif cash[-1] <= 0:
                reason = "nothing paid yet"
            if reason:
                yield network, payer, day, None, None, reason
                continue
            product = Decimal(1)
            for factor in ahead:
                product *= factor or 1
            expected = rounded(cash[-1] * rounded(product, 6), 2)
            yield network, payer, day, cash[-1], expected, None


def months_of(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def rounded(number: Decimal, digits: int) -> Decimal:
    """Half up, as SQL does."""
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
