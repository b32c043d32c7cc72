{%- set keys = [
    'transaction_key', 'part_number', 'element_separator', 'segment_terminator',
] -%}

with

transactions as (
    {{ x12_transaction_texts(['835']) | indent(4) }}
),

claims as (
    {{ x12_loop(
        'transactions', 'loop_text', "'CLP'", 'claim_number', keys
    ) | indent(4) }}
),

services as (
    {{ x12_loop(
        'claims', 'loop_text', "'SVC'", 'service_number', keys + ['claim_number']
    ) | indent(4) }}
),

segments as (
    {{ split_rows(
        'services',
        'loop_text',
        'segment_terminator',
        'segment',
        'segment_number',
        ['transaction_key', 'part_number', 'element_separator', 'claim_number', 'service_number'],
    ) | indent(4) }}
)

select
    transaction_key,
    cast(part_number as integer) as part_number,
    cast(claim_number as integer) as claim_number,
    cast(service_number as integer) as service_number,
    cast(segment_number as integer) as segment_number,
    {{ x12_tag('segment') | indent(4) }} as segment_tag,
    segment
from segments
-- the terminator put before a later part is no segment
where not (
    part_number > 1 and claim_number = 0 and service_number = 0 and segment_number = 1
)
