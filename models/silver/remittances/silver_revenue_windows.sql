-- The 90 days of revenue by which a month end is measured (DOMAIN 6), and whether the
-- network's charges reach that far back: else its revenue is of fewer days. A charge
-- more than a year before the first month is a typing error (silver_posting_months).
with

months as (
    select * from {{ ref('silver_posting_months') }}
),

believed as (
    select
        network_id,
        {{ dbt.dateadd('month', -12, 'first_month_date') }} as believed_from_date
    from months
    where month_start_date = first_month_date
),

billed as (
    select
        ledger.network_id,
        min(ledger.posted_date) as first_billed_date
    from {{ ref('silver_ledger') }} as ledger
    inner join believed
        on ledger.network_id = believed.network_id
        and ledger.posted_date >= believed.believed_from_date
    where ledger.movement_type = 'charge'
    group by ledger.network_id
),

charged as (
    select
        charges.network_id,
        min(charges.post_date) as first_charged_date
    from {{ ref('silver_billing_charge_links') }} as charges
    inner join believed
        on charges.network_id = believed.network_id
        and charges.post_date >= believed.believed_from_date
    group by charges.network_id
),

windows as (
    select
        *,
        cast({{ dbt.dateadd('day', -89, 'as_of_date') }} as date) as revenue_from_date
    from months
)

select
    windows.network_id,
    windows.month_end_date,
    windows.as_of_date,
    windows.revenue_from_date,
    coalesce(billed.first_billed_date <= windows.revenue_from_date, false)
        as has_billed_days,
    coalesce(charged.first_charged_date <= windows.revenue_from_date, false)
        as has_charged_days
from windows
left join billed
    on windows.network_id = billed.network_id
left join charged
    on windows.network_id = charged.network_id
