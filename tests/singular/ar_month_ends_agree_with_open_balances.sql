-- A failure means that a month end and the balances as of that same day (macro
-- open_balances) differ, for the claim chain that is shown. Looked at is the month
-- before the last, where later movements exist that must not count.
-- It does not mean that the ledger is wrong.
{%- set day %}(
    select max(month_end_date)
    from {{ ref('silver_posting_months') }}
    where month_start_date < last_month_date
)
{%- endset %}
with

month_ends as (
    select * from {{ ref('fct_ar_month_end') }}
    where as_of_date = {{ day }}
),

balances as (
    {{ open_balances(day) }}
),

-- a network that stopped posting before has no such month end
as_of as (
    select balances.*
    from balances
    inner join {{ ref('silver_posting_months') }} as months
        on balances.network_id = months.network_id
        and balances.as_of_date = months.as_of_date
),

compared as (
    select
        coalesce(month_ends.chain_key, as_of.chain_key) as chain_key,
        month_ends.chain_key is not null
        and as_of.chain_key is not null
        {%- for column in [
            'network_id', 'payer_key', 'as_of_date', 'open_payer_amount',
            'open_patient_amount', 'open_amount', 'payer_credit_amount',
            'patient_credit_amount', 'is_credit', 'aging_bucket',
        ] %}
        and month_ends.{{ column }} = as_of.{{ column }}
        {%- endfor %}
        {%- for name in ['service', 'billed'] %}
        and coalesce(month_ends.days_since_{{ name }}, -1)
        = coalesce(as_of.days_since_{{ name }}, -1)
        {%- endfor %} as is_same
    from month_ends
    full outer join as_of
        on month_ends.chain_key = as_of.chain_key
)

select * from compared
where not is_same
