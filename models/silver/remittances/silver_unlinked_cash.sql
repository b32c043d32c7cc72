-- Deposits, remittances and balances without their other side. Where a network delivers
-- no deposits, its remittances have no other side to lack.
{%- set sources = ['source_name', 'source_sha256', 'source_row'] %}
with

deposits as (
    select * from {{ ref('silver_deposit_statuses') }}
),

remittances as (
    select * from {{ ref('silver_remittance_deposits') }}
),

balances as (
    select * from {{ ref('silver_forward_balances') }}
    where balance_status = 'unexplained'
),

movements as (
    select * from {{ ref('silver_forward_balance_movements') }}
),

delivering as (
    select distinct network_id from deposits
)

select
    'deposit' as subject,
    deposit_key as subject_key,
    network_id,
    cast(null as bigint) as chain_key,
    reason,
    deposit_amount as cash_amount,
    deposit_date as subject_date,
    {{ sources | join(',\n    ') }}
from deposits
where deposit_status = 'unmatched'
union all
select
    'remittance' as subject,
    remittances.remittance_key as subject_key,
    remittances.network_id,
    cast(null as bigint) as chain_key,
    remittances.unmatched_reason as reason,
    remittances.payment_amount as cash_amount,
    remittances.remittance_date as subject_date,
    {{ prefixed('remittances', sources) | join(',\n    ') }}
from remittances
inner join delivering
    on remittances.network_id = delivering.network_id
where remittances.deposit_status = 'unmatched'
union all
select
    'balance' as subject,
    movements.provider_adjustment_key as subject_key,
    movements.network_id,
    movements.chain_key,
    balances.unexplained_reason as reason,
    -movements.movement_amount as cash_amount,
    movements.remittance_date as subject_date,
    {{ prefixed('movements', sources) | join(',\n    ') }}
from balances
inner join movements
    on balances.forward_balance_key = movements.forward_balance_key
where movements.movement_type = 'taken'
