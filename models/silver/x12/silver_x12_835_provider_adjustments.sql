-- A PLB holds up to six pairs of identifier (PLB03, 05, …) and amount (PLB04, 06, …).
with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['PLB']) | indent(4) }}
),

pairs as (
    {{ numbers(6, 'pair_number') }}
),

exploded as (
    select
        segments.*,
        pairs.pair_number,
        {{ x12_element_at('2 * pairs.pair_number + 1') }} as identifier_composite,
        {{ x12_element_at('2 * pairs.pair_number + 2') }} as amount_text
    from segments
    cross join pairs
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    segment_number,
    pair_number,
    {{ x12_element(1) }} as provider_id,
    {{ safe_date(x12_element(2)) }} as fiscal_period_end_date,
    {{ x12_component('identifier_composite', 1) }} as provider_adjustment_reason_code,
    {{ x12_component('identifier_composite', 2) }} as provider_adjustment_reference,
    {{ x12_amount('amount_text') }} as adjustment_amount
from exploded
where identifier_composite is not null or amount_text is not null
