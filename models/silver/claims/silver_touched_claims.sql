-- Used or not: a claim that is no longer used has rows that must go.
with

touched as (
    select * from {{ ref('silver_touched_transactions') }}
),

claims as (
    select * from {{ ref('silver_x12_837_claims') }}
)

select {{ x12_837_claim_key('claims') }} as claim_key
from claims
inner join touched
    on claims.transaction_key = touched.transaction_key
