with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['DTM']) | indent(4) }}
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    segment_number,
    {{ x12_element(1) }} as date_qualifier,
    {{ safe_date(x12_element(2)) }} as reported_date,
    {{ x12_element(2) }} is not null and {{ safe_date(x12_element(2)) }} is null
        as is_invalid
from segments
