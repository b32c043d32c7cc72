{%- set keys = [
    'transaction_key', 'part_number', 'element_separator', 'segment_terminator', 'level_tag',
] -%}

with

transactions as (
    {{ x12_transaction_texts(['999', '277']) | indent(4) }}
),

-- a 999 answers transaction by transaction (AK2), a 277 level by level (HL)
tagged as (
    select
        *,
        case
            when
                substr(loop_text, 1, 7)
                = 'ST' || element_separator || '999' || element_separator
                then 'AK2'
            else 'HL'
        end as level_tag
    from transactions
),

levels as (
    {{ x12_loop('tagged', 'loop_text', 'level_tag', 'level_number', keys) | indent(4) }}
),

{%- set keys = keys + ['level_number'] %}

items as (
    {{ x12_loop(
        'levels',
        'loop_text',
        "case level_tag when 'AK2' then 'IK3' else 'TRN' end",
        'item_number',
        keys,
    ) | indent(4) }}
),

{%- set keys = keys + ['item_number'] %}

lines as (
    {{ x12_loop(
        'items',
        'loop_text',
        "case level_tag when 'AK2' then 'IK4' else 'SVC' end",
        'line_number',
        keys,
    ) | indent(4) }}
),

segments as (
    {{ split_rows(
        'lines',
        'loop_text',
        'segment_terminator',
        'segment',
        'segment_number',
        keys + ['line_number'],
    ) | indent(4) }}
),

modelled as (
    select transaction_key from {{ new_files(ref('silver_x12_transactions')) }}
    where is_modelled
)

select
    segments.transaction_key,
    cast(segments.part_number as integer) as part_number,
    cast(segments.level_number as integer) as level_number,
    cast(segments.item_number as integer) as item_number,
    cast(segments.line_number as integer) as line_number,
    cast(segments.segment_number as integer) as segment_number,
    split_part(segments.segment, segments.element_separator, 1) as segment_tag,
    segments.segment
from segments
-- other guides of the 277 answer questions that we do not ask
inner join modelled
    on segments.transaction_key = modelled.transaction_key
-- the terminator put before a later part is no segment
where not (
    segments.part_number > 1 and segments.level_number = 0 and segments.item_number = 0
    and segments.line_number = 0 and segments.segment_number = 1
)
