with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['REF']) | indent(4) }}
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    segment_number,
    {{ x12_element(1) }} as reference_qualifier,
    {{ x12_element(2) }} as reference_value,
    {{ x12_element(3) }} as reference_description
from segments
