-- DOMAIN 3: a rejection is not a denial; it never reaches an 835.
with

acknowledgements as (
    select * from {{ ref('silver_acknowledgements') }}
),

versions as (
    select
        claim_key,
        chain_key
    from {{ ref('silver_claim_versions') }}
),

claims as (
    select * from {{ ref('fct_claims') }}
)

select
    acknowledgements.acknowledgement_key,
    acknowledgements.network_id,
    versions.chain_key,
    claims.payer_key,
    acknowledgements.acknowledgement_type,
    acknowledgements.answer_level,
    acknowledgements.outcome,
    acknowledgements.acknowledgement_code,
    acknowledgements.status_code,
    acknowledgements.is_accepted,
    acknowledgements.is_rejected,
    acknowledgements.is_matched,
    acknowledgements.unmatched_reason,
    cast(acknowledgements.charge_amount as decimal(18, 2)) as charge_amount,
    acknowledgements.acknowledgement_date,
    acknowledgements.source_sha256,
    acknowledgements.source_row
from acknowledgements
left join versions
    on acknowledgements.claim_key = versions.claim_key
left join claims
    on versions.chain_key = claims.chain_key
