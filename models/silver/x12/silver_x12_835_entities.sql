-- NM1 of a claim (2100): patient, insured, corrected insured, provider, other payers.
with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['NM1']) | indent(4) }}
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    segment_number,
    {{ x12_element(1) }} as entity_code,
    {{ x12_element(2) }} as entity_type_code,
    {{ x12_element(3) }} as last_or_organization_name,
    {{ x12_element(4) }} as first_name,
    {{ x12_element(5) }} as middle_name,
    {{ x12_element(7) }} as name_suffix,
    {{ x12_element(8) }} as entity_id_qualifier,
    {{ x12_element(9) }} as entity_id
from segments
