-- An STC holds up to three statuses: STC01, STC10 and STC11.
with

segments as (
    {{ x12_tagged(ref('silver_x12_acknowledgement_segments'), ['STC']) | indent(4) }}
),

items as (
    select * from {{ new_files(ref('silver_x12_277_items')) }}
),

numbers as (
    {{ numbers(3, 'status_number') }}
),

exploded as (
    select
        segments.*,
        numbers.status_number,
        case numbers.status_number
            when 1 then {{ x12_element(1) }}
            when 2 then {{ x12_element(10) }}
            else {{ x12_element(11) }}
        end as status_composite
    from segments
    cross join numbers
),

statuses as (
    select
        *,
        {{ x12_component('status_composite', 1) }} as status_category_code,
        {{ x12_component('status_composite', 2) }} as status_code,
        {{ x12_component('status_composite', 3) }} as status_entity_code
    from exploded
    where status_composite is not null
)

select
    statuses.transaction_key,
    statuses.part_number,
    statuses.level_number,
    statuses.item_number,
    statuses.line_number,
    statuses.segment_number,
    cast(statuses.status_number as integer) as status_number,
    items.answer_level,
    statuses.status_category_code,
    statuses.status_code,
    statuses.status_entity_code,
    {{ x12_element(3) }} as action_code,
    {{ x12_element(12) }} as message_text,
    -- once a segment, so that it can be summed
    case when statuses.status_number = 1 then {{ x12_amount(x12_element(4)) }} end
        as charge_amount,
    case
        when statuses.status_category_code in ('A3', 'A6', 'A7', 'A8') then 'rejected'
        -- A5: accepted, and split into several claims
        when statuses.status_category_code in ('A2', 'A5') then 'accepted'
        when statuses.status_category_code = 'A0' then 'forwarded'
        when statuses.status_category_code = 'A1' then 'received'
        else 'unknown'
    end as outcome,
    coalesce(not {{ x12_is_amount(x12_element(4)) }}, false) as is_amount_invalid,
    {{ safe_date(x12_element(2)) }} as status_date
from statuses
inner join items
    on statuses.transaction_key = items.transaction_key
    and statuses.part_number = items.part_number
    and statuses.level_number = items.level_number
    and statuses.item_number = items.item_number
    and statuses.line_number = items.line_number
