-- A failure means that rpt_revenue_by_payer lost, doubled or misplaced money between
-- the remittances and the report: sums of a network differ, or a month in which every
-- remittance balances has paid_amount − provider_adjustment_amount <> payment_amount.
-- It does not mean that a file is out of balance: months with such a file are kept by
-- policy, and only their own sums are compared.
{%- set month %}{{ dbt.date_trunc('month', 'remittance_date') }}{% endset %}
{%- set sums = [
    'claim_count', 'paid_amount', 'provider_adjustment_amount', 'payment_amount',
] %}
with

months as (
    select
        network_id,
        -- remittances without a date have a month of their own
        coalesce(cast({{ month }} as date), cast('0001-01-01' as date)) as month_date,
        count(*) as remittance_count,
        sum(claim_count) as claim_count,
        sum(claim_paid_amount) as paid_amount,
        sum(provider_adjustment_amount) as provider_adjustment_amount,
        sum(payment_amount) as payment_amount,
        min(case when is_balanced then 1 else 0 end) = 1 as is_balanced
    from {{ ref('silver_remittances') }}
    group by network_id, coalesce(cast({{ month }} as date), cast('0001-01-01' as date))
),

revenue as (
    select
        network_id,
        coalesce(remittance_month, cast('0001-01-01' as date)) as month_date,
        {%- for sum in sums %}
        sum({{ sum }}) as {{ sum }},
        {%- endfor %}
        sum(remittance_count) as remittance_count
    from {{ ref('rpt_revenue_by_payer') }}
    group by network_id, coalesce(remittance_month, cast('0001-01-01' as date))
),

compared as (
    select
        coalesce(months.network_id, revenue.network_id) as network_id,
        coalesce(months.month_date, revenue.month_date) as month_date,
        {%- for sum in ['remittance_count'] + sums %}
        revenue.{{ sum }} = months.{{ sum }} as has_{{ sum }},
        {%- endfor %}
        not months.is_balanced
        or revenue.paid_amount - revenue.provider_adjustment_amount
        = revenue.payment_amount as is_cash
    from months
    full outer join revenue
        on months.network_id = revenue.network_id
        and months.month_date = revenue.month_date
)

select *
from compared
where not coalesce(
    has_remittance_count and is_cash
    {%- for sum in sums %}
    and has_{{ sum }}
    {%- endfor %}, false
)
