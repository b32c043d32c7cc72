with

segments as (
    {{ x12_tagged(ref('silver_x12_837_segments'), ['NM1']) | indent(4) }}
)

select
    transaction_key,
    part_number,
    level_number,
    claim_number,
    line_number,
    payer_number,
    entity_number,
    {{ x12_element(1) }} as entity_code,
    {{ x12_element(2) }} as entity_type_code,
    {{ x12_element(3) }} as last_or_organization_name,
    {{ x12_element(4) }} as first_name,
    {{ x12_element(8) }} as entity_id_qualifier,
    {{ x12_element(9) }} as entity_id,
    row_number() over (
        partition by
            transaction_key,
            part_number,
            level_number,
            claim_number,
            line_number,
            payer_number,
            {{ x12_element(1) }}
        order by entity_number
    ) as occurrence
from segments
