-- Charges of the practice's billing system, with the claim that bills them. A charge is
-- late where it was posted after its bill had dropped (DOMAIN 6, late charges): on the
-- day of the first bill, which may wait for its batch, or where none is known of the
-- first claim.
with

charges as (
    select * from {{ ref('silver_billing_charge_links') }}
),

claims as (
    select * from {{ ref('fct_claims') }}
),

bills as (
    select
        chain_key,
        min(bill_date) as first_bill_date
    from {{ ref('silver_billing_invoice_links') }}
    where chain_key is not null
    group by chain_key
),

joined as (
    select
        charges.*,
        claims.payer_key,
        claims.first_sent_date as billed_date,
        charges.chain_line_number is not null as is_billed,
        coalesce(
            charges.post_date > coalesce(bills.first_bill_date, claims.first_sent_date),
            false
        ) as is_late
    from charges
    left join claims
        on charges.chain_key = claims.chain_key
    left join bills
        on charges.chain_key = bills.chain_key
),

counted as (
    select
        *,
        {{ dbt.datediff('service_date', 'post_date', 'day') }}
            as charge_lag_days,
        {{ dbt.datediff('post_date', 'billed_date', 'day') }}
            as bill_lag_days
    from joined
)

select
    charge_key,
    network_id,
    payer_key,
    chain_key,
    chain_line_number,
    is_billed,
    is_late,
    unlinked_reason as unbilled_reason,
    charge_amount,
    cast(charge_lag_days as integer) as charge_lag_days,
    case when is_billed and not is_late then cast(bill_lag_days as integer) end
        as bill_lag_days,
    service_date,
    post_date,
    billed_date,
    source_sha256,
    source_row
from counted
