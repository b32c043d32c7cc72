-- DOMAIN 5, at month ends: a running sum over the months in which a chain has
-- movements, spread over those in which its balance stands.
with

ledger as (
    select * from {{ ref('fct_ledger') }}
),

months as (
    select * from {{ ref('silver_posting_months') }}
),

claims as (
    select * from {{ ref('fct_claims') }}
),

spans as (
    select distinct
        network_id,
        first_month_date,
        last_month_date
    from months
),

changes as (
    select
        ledger.chain_key,
        spans.last_month_date,
        {{ posting_month('ledger.posted_date', 'spans.first_month_date') }}
            as month_start_date,
        sum(ledger.payer_balance_amount) as payer_amount,
        sum(ledger.patient_balance_amount) as patient_amount
    from ledger
    inner join spans
        on ledger.network_id = spans.network_id
    where ledger.posted_date is not null
    group by
        ledger.chain_key,
        spans.last_month_date,
        {{ posting_month('ledger.posted_date', 'spans.first_month_date') }}
),

balances as (
    select
        chain_key,
        last_month_date,
        month_start_date,
        lead(month_start_date) over (
            partition by chain_key order by month_start_date
        ) as next_month_date,
        sum(payer_amount) over (
            partition by chain_key order by month_start_date
        ) as open_payer_amount,
        sum(patient_amount) over (
            partition by chain_key order by month_start_date
        ) as open_patient_amount
    from changes
),

bounded as (
    select
        *,
        cast({{ dbt.dateadd('month', -1, 'next_month_date') }} as date)
            as month_before_date
    from balances
    where open_payer_amount <> 0 or open_patient_amount <> 0
),

standing as (
    select
        chain_key,
        open_payer_amount,
        open_patient_amount,
        {{ date_series(
            'month_start_date',
            'least(coalesce(month_before_date, last_month_date), last_month_date)',
            'month',
        ) }} as month_start_date
    from bounded
),

dated as (
    select
        months.month_end_date,
        standing.chain_key,
        claims.network_id,
        claims.payer_key,
        months.as_of_date,
        claims.service_date,
        claims.first_sent_date as billed_date,
        standing.open_payer_amount,
        standing.open_patient_amount
    from standing
    inner join claims
        on standing.chain_key = claims.chain_key
    inner join months
        on claims.network_id = months.network_id
        and standing.month_start_date = months.month_start_date
)

select
    month_end_date,
    chain_key,
    network_id,
    payer_key,
    {{ aged_balances() }}
from dated
