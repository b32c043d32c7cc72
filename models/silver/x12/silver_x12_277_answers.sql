-- A batch and its providers' summaries answer a transaction, a claim's answer a claim.
with

outcomes as (
    select * from {{ ref('silver_x12_277_outcomes') }}
),

batches as (
    select * from {{ ref('silver_x12_277_batches') }}
),

matches as (
    select * from {{ ref('silver_x12_277_matches') }}
)

select
    outcomes.transaction_key,
    outcomes.part_number,
    outcomes.level_number,
    outcomes.item_number,
    outcomes.answer_level,
    outcomes.trace_number,
    outcomes.payer_claim_control_number,
    outcomes.clearinghouse_trace_number,
    outcomes.status_category_code,
    outcomes.status_code,
    outcomes.status_entity_code,
    outcomes.charge_amount,
    outcomes.outcome,
    case
        when outcomes.answer_level = 'claim' then matches.answered_transaction_key
        else batches.answered_transaction_key
    end as answered_transaction_key,
    matches.answered_claim_key,
    matches.candidate_count,
    outcomes.service_from_date,
    outcomes.service_to_date,
    outcomes.status_date
from outcomes
left join batches
    on outcomes.transaction_key = batches.transaction_key
left join matches
    on outcomes.transaction_key = matches.transaction_key
    and outcomes.part_number = matches.part_number
    and outcomes.level_number = matches.level_number
    and outcomes.item_number = matches.item_number
