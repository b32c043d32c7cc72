-- A CAS holds up to six triplets of reason, amount and quantity (CAS02 to CAS19).
with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['CAS']) | indent(4) }}
),

triplets as (
    {{ numbers(6, 'triplet_number') }}
),

exploded as (
    select
        segments.*,
        triplets.triplet_number,
        {{ x12_element_at('3 * triplets.triplet_number - 1') }} as adjustment_reason_code,
        {{ x12_element_at('3 * triplets.triplet_number') }} as amount_text,
        {{ x12_element_at('3 * triplets.triplet_number + 1') }} as quantity_text
    from segments
    cross join triplets
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    segment_number,
    triplet_number,
    {{ x12_element(1) }} as adjustment_group_code,
    adjustment_reason_code,
    {{ x12_amount('amount_text') }} as adjustment_amount,
    {{ x12_quantity('quantity_text') }} as adjustment_quantity
from exploded
where adjustment_reason_code is not null or amount_text is not null
