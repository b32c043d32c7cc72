{%- set entity_keys = x12_837_keys('entity') -%}

with

segments as (
    {{ x12_tagged(ref('silver_x12_837_segments'), ['REF']) | indent(4) }}
),

entities as (
    select * from {{ new_files(ref('silver_x12_837_entities')) }}
),

composites as (
    select
        *,
        {{ x12_element(4) }} as payer_composite
    from segments
)

select
    {{ x12_837_keys('segment', 'composites') | join(',\n    ') }},
    entities.entity_code,
    {{ x12_element(1, 'composites.segment') }} as reference_qualifier,
    {{ x12_element(2, 'composites.segment') }} as reference_id,
    case
        when {{ x12_component('composites.payer_composite', 1) }} = '2U'
            then {{ x12_component('composites.payer_composite', 2) }}
    end as payer_id
from composites
left join entities
    on {{ same_keys('composites', 'entities', entity_keys) }}
