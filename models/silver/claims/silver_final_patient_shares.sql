-- What the latest payer to answer left to the patient, net of reversals: an earlier
-- payer's share was passed on to it, and would count twice beside what it paid.
{%- set reason = 'ledger.adjustment_reason_code' %}
with

claims as (
    select * from {{ ref('silver_final_claims') }}
),

ledger as (
    select * from {{ ref('silver_ledger') }}
    where movement_type like 'transfer%'
)

select
    ledger.chain_key,
    ledger.line_number as chain_line_number,
    cast({{ sum_where('ledger.amount', reason ~ " = '2'") }} as decimal(18, 2))
        as coinsurance_amount,
    cast({{ sum_where('ledger.amount', reason ~ " = '3'") }} as decimal(18, 2))
        as copayment_amount,
    cast({{ sum_where('ledger.amount', reason ~ " = '1'") }} as decimal(18, 2))
        as deductible_amount
from ledger
inner join claims
    on ledger.chain_key = claims.chain_key
    and ledger.payer_rank = claims.answered_rank
group by ledger.chain_key, ledger.line_number
