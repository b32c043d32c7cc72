-- DOMAIN 5. The payer of a movement is the one that decided it; the claim's payer is
-- the one that was asked first, under which the balance of the claim is counted.
with

ledger as (
    select * from {{ ref('silver_ledger') }}
),

claims as (
    select * from {{ ref('fct_claims') }}
),

payers as (
    select * from {{ ref('silver_payer_identifiers') }}
)

select
    ledger.ledger_key,
    ledger.network_id,
    ledger.chain_key,
    ledger.line_number,
    claims.payer_key as claim_payer_key,
    coalesce(payers.payer_key, claims.payer_key) as payer_key,
    ledger.payer_rank,
    ledger.movement_type,
    ledger.is_reversal,
    ledger.adjustment_group_code,
    ledger.adjustment_reason_code,
    ledger.amount,
    ledger.payer_balance_amount,
    ledger.patient_balance_amount,
    cast(ledger.payer_balance_amount + ledger.patient_balance_amount as decimal(18, 2))
        as balance_amount,
    ledger.posted_date,
    claims.service_date,
    claims.first_sent_date as billed_date,
    ledger.source_sha256,
    ledger.source_row
from ledger
inner join claims
    on ledger.chain_key = claims.chain_key
left join payers
    on ledger.network_id = payers.network_id
    and case
        when ledger.payer_id is not null then {{ payer_identifier('ledger.payer_id') }}
    end = payers.payer_identifier
