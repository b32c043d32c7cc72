-- A model of its own, since payers are made of what remittances call them.
with

remittances as (
    select * from {{ ref('silver_remittances') }}
),

identifiers as (
    select * from {{ ref('silver_payer_identifiers') }}
)

select
    remittances.remittance_key,
    remittances.network_id,
    identifiers.payer_key,
    identifiers.is_mapped
from remittances
left join identifiers
    on remittances.network_id = identifiers.network_id
    and {{ payer_identifier('remittances.payer_id', 'remittances.payer_name') }}
    = identifiers.payer_identifier
