-- One check or transfer each, with the money that moves beside the claims (PLB).
with

remittances as (
    select * from {{ ref('silver_remittances') }}
),

deposits as (
    select * from {{ ref('silver_remittance_deposits') }}
),

payers as (
    select * from {{ ref('silver_remittance_payers') }}
)

select
    remittances.remittance_key,
    remittances.network_id,
    payers.payer_key,
    remittances.payment_trace_number,
    remittances.payee_id,
    remittances.payment_method_code,
    remittances.is_balanced,
    deposits.deposit_status,
    deposits.unmatched_reason,
    remittances.claim_count,
    cast(remittances.claim_paid_amount as decimal(18, 2)) as claim_paid_amount,
    cast(remittances.provider_adjustment_amount as decimal(18, 2))
        as provider_adjustment_amount,
    cast(remittances.payment_amount as decimal(18, 2)) as payment_amount,
    deposits.deposited_amount,
    deposits.difference_amount,
    remittances.remittance_date,
    deposits.first_deposit_date,
    remittances.source_sha256,
    remittances.source_row
from remittances
inner join payers
    on remittances.remittance_key = payers.remittance_key
inner join deposits
    on remittances.remittance_key = deposits.remittance_key
