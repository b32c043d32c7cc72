-- A failure means that rpt_revenue_by_payer lost, doubled or misplaced money between
-- the remittances and the report: sums of a payer differ, or a payer and month in which
-- every remittance balances has paid_amount − provider_adjustment_amount <>
-- payment_amount.
-- It does not mean that a file is out of balance: months with such a file are kept by
-- policy, and only their own sums are compared.
with

remittances as (
    select * from {{ ref('silver_remittances') }}
),

revenue as (
    select * from {{ ref('rpt_revenue_by_payer') }}
),

payers as (
    select * from {{ ref('dim_payer') }}
),

months as (
    select
        payers.payer_key,
        cast({{ dbt.date_trunc('month', 'remittances.remittance_date') }} as date)
            as remittance_month,
        count(*) as remittance_count,
        sum(remittances.claim_count) as claim_count,
        sum(remittances.claim_paid_amount) as paid_amount,
        sum(remittances.provider_adjustment_amount) as provider_adjustment_amount,
        sum(remittances.payment_amount) as payment_amount,
        sum(case when remittances.is_balanced then 0 else 1 end) as unbalanced_count
    from remittances
    left join payers
        on remittances.network_id = payers.network_id
        and remittances.payer_id = payers.payer_id
        and remittances.payer_name = payers.payer_name
    group by
        payers.payer_key,
        cast({{ dbt.date_trunc('month', 'remittances.remittance_date') }} as date)
),

compared as (
    select
        coalesce(months.payer_key, revenue.payer_key) as payer_key,
        coalesce(months.remittance_month, revenue.remittance_month) as remittance_month,
        months.payer_key is not null and revenue.payer_key is not null
            as is_on_both_sides,
        revenue.remittance_count = months.remittance_count
        and revenue.claim_count = months.claim_count as has_counts,
        revenue.paid_amount = months.paid_amount
        and revenue.provider_adjustment_amount = months.provider_adjustment_amount
        and revenue.payment_amount = months.payment_amount as has_amounts,
        months.unbalanced_count > 0
        or revenue.paid_amount - revenue.provider_adjustment_amount
        = revenue.payment_amount
            as is_cash
    from months
    full outer join revenue
        on months.payer_key = revenue.payer_key
        -- a month that is null is the row of remittances without a date
        and coalesce(months.remittance_month, cast('0001-01-01' as date))
        = coalesce(revenue.remittance_month, cast('0001-01-01' as date))
)

select * from compared
where not coalesce(is_on_both_sides and has_counts and has_amounts and is_cash, false)
