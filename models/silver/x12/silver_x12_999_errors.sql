-- IK3 names a segment in error, IK4 an element of it, CTX the claim or rule concerned.
with

segments as (
    {{ x12_tagged(
        ref('silver_x12_acknowledgement_segments'), ['IK3', 'IK4', 'CTX']
    ) | indent(4) }}
    and segments.item_number > 0 and transactions.transaction_set_code = '999'
),

first_segments as (
    select
        *,
        row_number() over (
            partition by
                transaction_key,
                part_number,
                level_number,
                item_number,
                line_number,
                segment_tag
            order by segment_number
        ) as occurrence
    from segments
),

errors as (
    select
        transaction_key,
        part_number,
        level_number,
        item_number,
        line_number,
        element_separator,
        component_separator,
        max(case when segment_tag = 'IK3' then segment end) as segment_error,
        max(case when segment_tag = 'IK4' then segment end) as element_error,
        max(case when segment_tag = 'CTX' then {{ x12_element(1) }} end) as context
    from first_segments
    where occurrence = 1
    group by
        transaction_key,
        part_number,
        level_number,
        item_number,
        line_number,
        element_separator,
        component_separator
),

positions as (
    select
        *,
        {{ x12_element(1, 'element_error') }} as position_composite
    from errors
)

select
    transaction_key,
    part_number,
    level_number,
    item_number,
    line_number,
    case when line_number = 0 then 'segment' else 'element' end as error_level,
    {{ x12_element(1, 'segment_error') }} as error_segment_tag,
    {{ x12_quantity(x12_element(2, 'segment_error')) }} as error_segment_position,
    {{ x12_element(3, 'segment_error') }} as loop_id,
    {{ x12_component('position_composite', 1) }} as element_position,
    {{ x12_component('position_composite', 2) }} as component_position,
    {{ x12_component('position_composite', 3) }} as repetition_position,
    {{ x12_element(2, 'element_error') }} as data_element_number,
    case
        when line_number = 0 then {{ x12_element(4, 'segment_error') }}
        else {{ x12_element(3, 'element_error') }}
    end as error_code,
    {{ x12_element(4, 'element_error') }} as rejected_value,
    {{ x12_component('context', 1) }} as context_name,
    {{ x12_component('context', 2) }} as context_value
from positions
