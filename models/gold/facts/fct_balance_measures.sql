-- Measures of what is open at a month's end (DOMAIN 6), as numerator and denominator.
-- Revenue is that of the 90 days up to the day on which the month is seen; an average
-- of a day would be rounded, so that the 90 stands above the line. Where the network
-- has charges of fewer days there is no value.
{%- set keys = ['network_id', 'payer_key', 'month_end_date'] %}
{%- set parts = [
    ('days_in_ar', 'aged', '90 * open_amount', '0'),
    ('days_in_ar', 'net_revenue', '0', 'net_amount'),
    ('discharged_not_final_billed', 'unbilled', '90 * unbilled_amount', 'gross_amount'),
    ('aged_ar_over_30', 'aged', 'over_30_amount', 'debit_amount'),
    ('aged_ar_over_60', 'aged', 'over_60_amount', 'debit_amount'),
    ('aged_ar_over_90', 'aged', 'over_90_amount', 'debit_amount'),
    ('aged_ar_over_120', 'aged', 'over_120_amount', 'debit_amount'),
] %}
with

months as (
    select * from {{ ref('silver_revenue_windows') }}
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
        {{ sum_where('ledger.amount', "ledger.movement_type = 'charge'") }}
        - {{ sum_where(
            'ledger.amount', "ledger.movement_type = 'contractual_adjustment'"
        ) }} as net_amount
    from {{ ref('fct_ledger') }} as ledger
    inner join months
        on ledger.network_id = months.network_id
        and ledger.posted_date between months.revenue_from_date and months.as_of_date
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
            'charges.charge_amount', 'charges.post_date >= months.revenue_from_date'
        ) }} as gross_amount
    from charges
    inner join months
        on charges.network_id = months.network_id
        and charges.post_date <= months.as_of_date
    group by charges.network_id, charges.payer_key, months.month_end_date
),

-- a payer may have revenue and nothing open, or the other way round
measured as (
    {%- for measure, relation, numerator, denominator in parts %}
    select
        {{ keys | join(', ') }},
        '{{ measure }}' as measure,
        {{ numerator }} as numerator,
        {{ denominator }} as denominator
    from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

reasoned as (
    select
        measured.*,
        case
            when case measured.measure
                when 'days_in_ar' then not months.has_billed_days
                when 'discharged_not_final_billed' then not months.has_charged_days
            end then 'less than 90 days of charges'
        end as null_reason
    from measured
    inner join months
        on measured.network_id = months.network_id
        and measured.month_end_date = months.month_end_date
)

-- with a reason both are absent: one alone would count in a sum over months
select
    {{ keys | join(',\n    ') }},
    measure,
    {%- for amount in ['numerator', 'denominator'] %}
    cast(sum(case when null_reason is null then {{ amount }} end) as decimal(18, 2))
        as {{ amount }},
    {%- endfor %}
    null_reason
from reasoned
group by {{ keys | join(', ') }}, measure, null_reason
