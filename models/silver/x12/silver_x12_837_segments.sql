{%- set keys = [
    'transaction_key', 'part_number', 'element_separator', 'segment_terminator',
] -%}

with

transactions as (
    {{ x12_transaction_texts(['837']) | indent(4) }}
),

levels as (
    {{ x12_loop(
        'transactions', 'loop_text', "'HL'", 'level_number', keys
    ) | indent(4) }}
),

{%- set keys = keys + ['level_number'] %}

claims as (
    {{ x12_loop('levels', 'loop_text', "'CLM'", 'claim_number', keys) | indent(4) }}
),

{%- set keys = keys + ['claim_number'] %}

lines as (
    {{ x12_loop('claims', 'loop_text', "'LX'", 'line_number', keys) | indent(4) }}
),

{%- set keys = keys + ['line_number'] %}

-- other payers of a claim (2320), decisions on a line (2430); a level's own SBR stays
payers as (
    {{ x12_loop(
        'lines',
        'loop_text',
        "case when line_number > 0 then 'SVD' when claim_number > 0 then 'SBR' else 'HL' end",
        'payer_number',
        keys,
    ) | indent(4) }}
),

{%- set keys = keys + ['payer_number'] %}

entities as (
    {{ x12_loop('payers', 'loop_text', "'NM1'", 'entity_number', keys) | indent(4) }}
),

segments as (
    {{ split_rows(
        'entities',
        'loop_text',
        'segment_terminator',
        'segment',
        'segment_number',
        keys + ['entity_number'],
    ) | indent(4) }}
)

select
    transaction_key,
    cast(part_number as integer) as part_number,
    cast(level_number as integer) as level_number,
    cast(claim_number as integer) as claim_number,
    cast(line_number as integer) as line_number,
    cast(payer_number as integer) as payer_number,
    cast(entity_number as integer) as entity_number,
    cast(segment_number as integer) as segment_number,
    {{ x12_tag('segment') | indent(4) }} as segment_tag,
    segment
from segments
-- the terminator put before a later part is no segment
where not (
    part_number > 1 and level_number = 0 and claim_number = 0 and line_number = 0
    and payer_number = 0 and entity_number = 0 and segment_number = 1
)
