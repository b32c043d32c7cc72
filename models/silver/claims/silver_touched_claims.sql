-- Used or not: a claim that is no longer used has rows that must go.
select {{ x12_837_claim_key('claims') }} as claim_key
from {{ ref('silver_x12_837_claims') }} as claims
where
    transaction_key in (
        select transaction_key from {{ ref('silver_touched_transactions') }}
    )
