-- Answers to what we sent (DOMAIN 3). A rejection is no denial: it reaches no 835.
with

acknowledgements as (
    select * from {{ ref('silver_x12_acknowledgements') }}
),

statuses as (
    select * from {{ ref('silver_x12_transaction_status') }}
),

claims as (
    select * from {{ ref('silver_claims') }}
),

repeated as (
    select
        file_key,
        source_row
    from {{ ref('silver_x12_interchange_acknowledgements') }}
    where is_repeated
),

usable as (
    select
        acknowledgements.*,
        case
            when acknowledgements.answer_level = 'claim'
                then claims.claim_key is not null
            when acknowledgements.answered_transaction_key is not null
                then coalesce(answered.transaction_status, '') = 'used'
            else true
        end as is_answered_used
    from acknowledgements
    left join statuses
        on acknowledgements.transaction_key = statuses.transaction_key
    left join statuses as answered
        on acknowledgements.answered_transaction_key = answered.transaction_key
    left join claims
        on acknowledgements.answered_claim_key = claims.claim_key
    left join repeated
        on acknowledgements.file_key = repeated.file_key
        and acknowledgements.source_row = repeated.source_row
    where
        case
            when acknowledgements.transaction_key is null then repeated.file_key is null
            else statuses.transaction_status = 'used'
        end
)

select
    acknowledgement_key,
    network_id,
    answered_interchange_key,
    answered_group_key,
    answered_transaction_key,
    case when is_answered_used then answered_claim_key end as claim_key,
    case when answer_level <> 'claim' then acknowledged_number end
        as acknowledged_number,
    case
        when answer_level = 'claim'
            then {{ token('claim', ['network_id', 'acknowledged_number']) }}
    end as claim_token,
    {{ token('payer_claim', ['network_id', 'payer_claim_control_number']) }}
        as payer_claim_token,
    {{ token('clearinghouse', ['network_id', 'clearinghouse_trace_number']) }}
        as clearinghouse_token,
    acknowledgement_type,
    answer_level,
    outcome,
    acknowledgement_code,
    status_code,
    status_entity_code,
    charge_amount,
    outcome in ('accepted', 'accepted_with_errors') as is_accepted,
    outcome = 'rejected' as is_rejected,
    is_matched and is_answered_used as is_matched,
    case
        when not is_matched then 'nothing arrived here under the number that it answers'
        when not is_answered_used then 'what it answers is not used'
    end as unmatched_reason,
    acknowledgement_date,
    source_name,
    source_sha256,
    source_row
from usable
