-- Remittances against the bank: what was announced, what came in, what is missing.
with

remittances as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'remittance_date') }} as date)
            as remittance_month
    from {{ ref('fct_remittances') }}
)

select
    network_id,
    payer_key,
    remittance_month,
    deposit_status,
    count(*) as remittance_count,
    cast(sum(payment_amount) as decimal(18, 2)) as payment_amount,
    cast(sum(deposited_amount) as decimal(18, 2)) as deposited_amount,
    cast(sum(difference_amount) as decimal(18, 2)) as difference_amount
from remittances
group by network_id, payer_key, remittance_month, deposit_status
