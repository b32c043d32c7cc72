-- A failure means that receivables at a month end are not the ledger up to that day:
-- the closing of the roll-forward, the sum of the aging, or the opening is off, for the
-- network, payer and month that is shown.
-- It does not mean that the ledger is wrong.
with

months as (
    select * from {{ ref('silver_posting_months') }}
),

days as (
    select
        network_id,
        claim_payer_key as payer_key,
        posted_date,
        sum(payer_balance_amount) as payer_amount,
        sum(patient_balance_amount) as patient_amount
    from {{ ref('fct_ledger') }}
    group by network_id, claim_payer_key, posted_date
),

ledger as (
    select
        days.network_id,
        days.payer_key,
        months.month_end_date,
        sum(days.payer_amount) as payer_amount,
        sum(days.patient_amount) as patient_amount,
        {{ sum_where(
            'days.payer_amount + days.patient_amount',
            'days.posted_date < months.month_start_date'
        ) }} as earlier_amount
    from months
    inner join days
        on months.network_id = days.network_id
        and months.month_end_date >= days.posted_date
    group by days.network_id, days.payer_key, months.month_end_date
),

rolled as (
    select
        *,
        lag(closing_amount, 1, 0) over (
            partition by network_id, payer_key order by month_end_date
        ) as previous_closing_amount
    from {{ ref('rpt_ar_roll_forward') }}
),

aged as (
    select
        network_id,
        payer_key,
        month_end_date,
        {{ sum_where('open_amount', "responsibility = 'payer'") }} as payer_amount,
        {{ sum_where('open_amount', "responsibility = 'patient'") }} as patient_amount,
        sum(owed_amount + credit_amount) as bucket_amount
    from {{ ref('rpt_ar_aging') }}
    group by network_id, payer_key, month_end_date
),

compared as (
    select
        coalesce(ledger.network_id, rolled.network_id) as network_id,
        coalesce(ledger.payer_key, rolled.payer_key) as payer_key,
        coalesce(ledger.month_end_date, rolled.month_end_date) as month_end_date,
        ledger.payer_amount,
        ledger.patient_amount,
        ledger.earlier_amount,
        rolled.opening_amount,
        rolled.previous_closing_amount,
        rolled.closing_payer_amount,
        rolled.closing_patient_amount,
        coalesce(aged.payer_amount, 0) as aged_payer_amount,
        coalesce(aged.patient_amount, 0) as aged_patient_amount,
        coalesce(aged.bucket_amount, 0) as bucket_amount
    from ledger
    full outer join rolled
        on ledger.network_id = rolled.network_id
        and ledger.payer_key = rolled.payer_key
        and ledger.month_end_date = rolled.month_end_date
    left join aged
        on ledger.network_id = aged.network_id
        and ledger.payer_key = aged.payer_key
        and ledger.month_end_date = aged.month_end_date
)

select * from compared
where
    payer_amount is null
    or closing_payer_amount is null
    or opening_amount <> previous_closing_amount
    or opening_amount <> earlier_amount
    or closing_payer_amount <> payer_amount
    or closing_patient_amount <> patient_amount
    or aged_payer_amount <> payer_amount
    or aged_patient_amount <> patient_amount
    or bucket_amount <> payer_amount + patient_amount
