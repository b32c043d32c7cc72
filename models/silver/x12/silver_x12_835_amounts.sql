-- AMT informs and never balances, so one that can't be read is flagged, and no more.
with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['AMT']) | indent(4) }}
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    segment_number,
    {{ x12_element(1) }} as amount_qualifier,
    {{ x12_amount(x12_element(2)) }} as reported_amount,
    {{ x12_amount(x12_element(2)) }} is null as is_invalid
from segments
