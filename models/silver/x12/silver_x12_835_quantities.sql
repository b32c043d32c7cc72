with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['QTY']) | indent(4) }}
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    segment_number,
    {{ x12_element(1) }} as quantity_qualifier,
    {{ x12_quantity(x12_element(2)) }} as reported_quantity,
    {{ x12_quantity(x12_element(2)) }} is null as is_invalid
from segments
