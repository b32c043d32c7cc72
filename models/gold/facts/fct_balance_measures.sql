-- Measures of what is open at a month's end (DOMAIN 6), as numerator and denominator.
-- Revenue is that of the 90 days up to the day on which the month is seen; an average
-- of a day would be rounded, so that the 90 stands above the line.
{%- set keys = ['network_id', 'payer_key', 'month_end_date'] %}
with

months as (
    select
        network_id,
        month_end_date,
        as_of_date,
        {{ dbt.dateadd('day', -90, 'as_of_date') }} as revenue_after_date
    from {{ ref('silver_posting_months') }}
),

balances as (
    select
        *,
        open_amount - payer_credit_amount - patient_credit_amount as debit_amount
    from {{ ref('fct_ar_month_end') }}
),

charges as (
    select * from {{ ref('fct_charges') }}
),

aged as (
    select
        {{ keys | join(', ') }},
        sum(open_amount) as open_amount,
        {%- for days in [30, 60, 90, 120] %}
        {{ sum_where('debit_amount', 'days_since_billed > ' ~ days) }}
            as over_{{ days }}_amount,
        {%- endfor %}
        sum(debit_amount) as debit_amount
    from balances
    group by {{ keys | join(', ') }}
),

net_revenue as (
    select
        ledger.network_id,
        ledger.claim_payer_key as payer_key,
        months.month_end_date,
        sum(case
            when ledger.movement_type = 'charge' then ledger.amount
            when ledger.movement_type = 'contractual_adjustment' then -ledger.amount
            else 0
        end) as net_amount
    from {{ ref('fct_ledger') }} as ledger
    inner join months
        on ledger.network_id = months.network_id
        and ledger.posted_date > months.revenue_after_date
        and ledger.posted_date <= months.as_of_date
    group by ledger.network_id, ledger.claim_payer_key, months.month_end_date
),

unbilled as (
    select
        charges.network_id,
        charges.payer_key,
        months.month_end_date,
        {{ sum_where(
            'charges.charge_amount',
            'not charges.is_billed or charges.billed_date > months.as_of_date'
        ) }} as unbilled_amount,
        {{ sum_where(
            'charges.charge_amount', 'charges.post_date > months.revenue_after_date'
        ) }} as gross_amount
    from charges
    inner join months
        on charges.network_id = months.network_id
        and charges.post_date <= months.as_of_date
    group by charges.network_id, charges.payer_key, months.month_end_date
),

measured as (
    -- a payer may have revenue and nothing open, or the other way round
    select
        {{ keys | join(', ') }},
        'days_in_ar' as measure,
        90 * open_amount as numerator,
        0 as denominator
    from aged
    union all
    select
        {{ keys | join(', ') }},
        'days_in_ar' as measure,
        0 as numerator,
        net_amount as denominator
    from net_revenue
    {%- for days in [30, 60, 90, 120] %}
    union all
    select
        {{ keys | join(', ') }},
        'aged_ar_over_{{ days }}' as measure,
        over_{{ days }}_amount as numerator,
        debit_amount as denominator
    from aged
    {%- endfor %}
    union all
    select
        {{ keys | join(', ') }},
        'discharged_not_final_billed' as measure,
        90 * unbilled_amount as numerator,
        gross_amount as denominator
    from unbilled
)

select
    {{ keys | join(',\n    ') }},
    measure,
    cast(sum(numerator) as decimal(18, 2)) as numerator,
    cast(sum(denominator) as decimal(18, 2)) as denominator
from measured
group by {{ keys | join(', ') }}, measure
