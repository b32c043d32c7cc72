-- Vault: a name that only a bank gives is mostly a patient's. A payer's among them
-- belongs into the crosswalk.
{{ config(schema='vault') }}

with

deposits as (
    select
        network_id,
        {{ payer_identifier('payer_name') }} as depositor_name,
        deposit_amount,
        deposit_date
    from {{ ref('silver_bank_deposits') }}
),

mentions as (
    select * from {{ ref('silver_payer_mentions') }}
    where feed = 'deposits'
)

select
    deposits.network_id,
    deposits.depositor_name,
    count(*) as deposit_count,
    cast(sum(deposits.deposit_amount) as decimal(18, 2)) as deposit_amount,
    min(deposits.deposit_date) as first_deposit_date,
    max(deposits.deposit_date) as last_deposit_date
from deposits
left join mentions
    on deposits.network_id = mentions.network_id
    and deposits.depositor_name = mentions.payer_identifier
where mentions.payer_identifier is null
group by deposits.network_id, deposits.depositor_name
