-- What became of a batch, a provider's claims or a claim: the gravest of its statuses,
-- those of its lines included. A claim with one rejected line is rejected whole.
with

statuses as (
    select
        *,
        case outcome
            when 'rejected' then 1
            when 'accepted' then 2
            when 'forwarded' then 3
            when 'received' then 4
            else 5
        end as gravity
    from {{ new_files(ref('silver_x12_277_statuses')) }}
),

ranked as (
    select
        *,
        max(case when line_number = 0 then charge_amount end) over (
            partition by transaction_key, part_number, level_number, item_number
        ) as claim_charge_amount,
        row_number() over (
            partition by transaction_key, part_number, level_number, item_number
            order by gravity, line_number, segment_number, status_number
        ) as gravity_rank
    from statuses
),

items as (
    select
        transaction_key,
        part_number,
        level_number,
        item_number,
        answer_level,
        max(trace_number) as trace_number,
        max(payer_claim_control_number) as payer_claim_control_number,
        max(clearinghouse_trace_number) as clearinghouse_trace_number,
        min(service_from_date) as service_from_date,
        max(service_to_date) as service_to_date
    from {{ new_files(ref('silver_x12_277_items')) }}
    group by transaction_key, part_number, level_number, item_number, answer_level
    having answer_level = 'claim' or sum(status_count) > 0
)

select
    items.transaction_key,
    items.part_number,
    items.level_number,
    items.item_number,
    items.answer_level,
    items.trace_number,
    items.payer_claim_control_number,
    items.clearinghouse_trace_number,
    ranked.status_category_code,
    ranked.status_code,
    ranked.status_entity_code,
    ranked.claim_charge_amount as charge_amount,
    coalesce(ranked.outcome, 'unknown') as outcome,
    items.service_from_date,
    items.service_to_date,
    ranked.status_date
from items
left join ranked
    on items.transaction_key = ranked.transaction_key
    and items.part_number = ranked.part_number
    and items.level_number = ranked.level_number
    and items.item_number = ranked.item_number
    and ranked.gravity_rank = 1
