-- Who pays: the payer of each deposit and each remittance, as far as identifiers tell.
with

identifiers as (
    select * from {{ ref('silver_payer_identifiers') }}
),

deposits as (
    select
        deposit_key,
        network_id,
        {{ payer_identifier('payer_name') }} as payer_identifier
    from {{ ref('silver_bank_deposits') }}
)

select
    'deposit' as payment_type,
    deposits.deposit_key as payment_key,
    deposits.network_id,
    identifiers.payer_key
from deposits
inner join identifiers
    on deposits.network_id = identifiers.network_id
    and deposits.payer_identifier = identifiers.payer_identifier
union all
select
    'remittance' as payment_type,
    remittance_key as payment_key,
    network_id,
    payer_key
from {{ ref('silver_remittance_payers') }}
