{%- set keys = [
    'transaction_key', 'part_number', 'level_number', 'item_number', 'line_number',
] -%}
{%- set first_elements = {
    'REF1K': [2, 'payer_claim_control_number'],
    'REFD9': [2, 'clearinghouse_trace_number'],
    'REFBLT': [2, 'bill_type_code'],
    'REFFJ': [2, 'line_control_number'],
    'DTP472': [3, 'service_period'],
    'DTP050': [3, 'receipt'],
    'QTY90': [2, 'accepted_quantity'],
    'QTYAA': [2, 'rejected_quantity'],
    'AMTYU': [2, 'accepted_amount'],
    'AMTYY': [2, 'rejected_amount'],
} -%}

-- A TRN and what stands behind it: which batch, which claim; then its lines (SVC).
with

segments as (
    {{ x12_tagged(
        ref('silver_x12_acknowledgement_segments'),
        ['HL', 'TRN', 'STC', 'SVC', 'REF', 'DTP', 'QTY', 'AMT'],
    ) | indent(4) }}
    and segments.level_number > 0 and transactions.transaction_set_code = '277'
),

levels as (
    select
        transaction_key,
        part_number,
        level_number,
        {{ x12_element(3) }} as hierarchical_level_code
    from segments
    -- an HL that is cut short begins no level
    where segment_tag = 'HL' and segment_number = 1 and item_number = 0
),

items as (
    select
        {{ keys | join(', ') }},
        component_separator,
        sum(case when segment_tag = 'STC' then 1 else 0 end) as status_count,
        max(case when segment_tag = 'TRN' then {{ x12_element(2) }} end)
            as trace_number,
        {%- for tag, (number, name) in first_elements.items() %}
        max(case
            when segment_tag || {{ x12_element(1) }} = '{{ tag }}'
                then {{ x12_element(number) }}
        end) as {{ name }},
        {%- endfor %}
        max(case when segment_tag = 'SVC' then {{ x12_element(1) }} end)
            as procedure_composite,
        max(case when segment_tag = 'SVC' then {{ x12_element(2) }} end)
            as line_charge
    from segments
    -- a level without TRN has its statuses, if any, behind HL and NM1
    where item_number > 0 or segment_tag = 'STC'
    group by {{ keys | join(', ') }}, component_separator
)

select
    {%- for key in keys %}
    items.{{ key }},
    {%- endfor %}
    levels.hierarchical_level_code,
    case
        when levels.hierarchical_level_code = '20' then 'payer'
        when levels.hierarchical_level_code = '21' then 'batch'
        when levels.hierarchical_level_code = '19' then 'provider'
        else 'claim'
    end as answer_level,
    items.trace_number,
    items.payer_claim_control_number,
    items.clearinghouse_trace_number,
    items.bill_type_code,
    items.line_control_number,
    {{ x12_component('items.procedure_composite', 1) }} as procedure_qualifier,
    {{ x12_component('items.procedure_composite', 2) }} as procedure_code,
    cast(items.status_count as integer) as status_count,
    {{ x12_quantity('items.accepted_quantity') }} as accepted_quantity,
    {{ x12_quantity('items.rejected_quantity') }} as rejected_quantity,
    {{ x12_amount('items.accepted_amount') }} as accepted_amount,
    {{ x12_amount('items.rejected_amount') }} as rejected_amount,
    {{ x12_amount('items.line_charge') }} as charge_amount,
    {{ x12_period_start('items.receipt') }} as received_date,
    {{ x12_period_start('items.service_period') }} as service_from_date,
    {{ x12_period_end('items.service_period') }} as service_to_date
from items
inner join levels
    on items.transaction_key = levels.transaction_key
    and items.part_number = levels.part_number
    and items.level_number = levels.level_number
