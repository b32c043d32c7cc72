-- DOMAIN 2, PLB: what payers carry forward (FB) or put off recovering (WO), to zero.
with

balances as (
    select * from {{ ref('silver_forward_balances') }}
),

payers as (
    select * from {{ ref('silver_remittance_payers') }}
),

keyed as (
    select
        balances.*,
        payers.payer_key
    from balances
    inner join payers
        on coalesce(balances.opened_remittance_key, balances.settled_remittance_key)
        = payers.remittance_key
)

select
    network_id,
    payer_key,
    payee_id,
    provider_adjustment_reason_code,
    balance_status,
    count(*) as balance_count,
    cast(sum(opened_amount) as decimal(18, 2)) as opened_amount,
    cast(sum(settled_amount) as decimal(18, 2)) as settled_amount,
    cast(sum(open_amount) as decimal(18, 2)) as open_amount,
    min(opened_date) as first_opened_date,
    max(last_settled_date) as last_settled_date
from keyed
group by
    network_id, payer_key, payee_id, provider_adjustment_reason_code, balance_status
