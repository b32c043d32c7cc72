-- What the bank says came in, and which remittances it pays.
with

deposits as (
    select * from {{ ref('silver_deposit_statuses') }}
),

payers as (
    select * from {{ ref('silver_payment_payers') }}
    where payment_type = 'deposit'
)

select
    deposits.deposit_key,
    deposits.network_id,
    payers.payer_key,
    deposits.deposit_status,
    deposits.reason,
    deposits.remittance_count,
    deposits.deposit_amount,
    deposits.allocated_amount,
    deposits.unallocated_amount,
    deposits.deposit_date,
    deposits.source_sha256,
    deposits.source_row
from deposits
left join payers
    on deposits.deposit_key = payers.payment_key
