-- Every claim that was sent, on its way from the 837 to the 835 (DOMAIN 3).
with

versions as (
    select * from {{ ref('silver_claim_versions') }}
),

claims as (
    select * from {{ ref('silver_claims') }}
),

chains as (
    select * from {{ ref('fct_claims') }}
),

acknowledgements as (
    select * from {{ ref('silver_acknowledgements') }}
),

claim_answers as (
    select
        claim_key,
        min(acknowledgement_date) as acknowledged_date,
        max(case when outcome = 'accepted_with_errors' then 1 else 0 end) as has_edit
    from acknowledgements
    where claim_key is not null
    group by claim_key
),

batch_answers as (
    select
        answered_transaction_key,
        max(case when outcome = 'accepted_with_errors' then 1 else 0 end) as has_edit
    from acknowledgements
    where answer_level = 'transaction' and answered_transaction_key is not null
    group by answered_transaction_key
),

answers as (
    select
        claim_key,
        min(remittance_date) as first_answer_date
    from {{ ref('silver_claim_answers') }}
    where claim_key is not null
    group by claim_key
),

joined as (
    select
        versions.*,
        chains.payer_key,
        claim_answers.acknowledged_date,
        answers.first_answer_date,
        batch_answers.answered_transaction_key is not null as is_answered_by_999,
        coalesce(claim_answers.has_edit, 0) + coalesce(batch_answers.has_edit, 0) > 0
            as has_edit
    from versions
    inner join claims
        on versions.claim_key = claims.claim_key
    inner join chains
        on versions.chain_key = chains.chain_key
    left join claim_answers
        on versions.claim_key = claim_answers.claim_key
    left join batch_answers
        on claims.transaction_key = batch_answers.answered_transaction_key
    left join answers
        on versions.claim_key = answers.claim_key
)

select
    claim_key,
    chain_key,
    network_id,
    payer_key,
    version_number,
    version_role,
    is_answered_by_999,
    is_answered_by_clearinghouse as is_answered_by_277,
    is_rejected,
    has_edit,
    not is_rejected and not has_edit
    and (is_answered_by_999 or is_answered_by_clearinghouse) as is_clean,
    first_answer_date is not null as is_adjudicated,
    cast(charge_amount as decimal(18, 2)) as charge_amount,
    sent_date,
    acknowledged_date,
    first_answer_date,
    source_sha256,
    source_row
from joined
