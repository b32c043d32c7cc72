-- What a repricer made of a claim or a line (HCP), between the provider and the payer.
with

segments as (
    {{ x12_tagged(ref('silver_x12_837_segments'), ['HCP']) | indent(4) }}
)

select
    {{ x12_837_keys('segment') | join(',\n    ') }},
    {{ x12_element(1) }} as pricing_method_code,
    {{ x12_element(4) }} as repricing_organization_id,
    {{ x12_element(6) }} as approved_group_code,
    {{ x12_element(13) }} as rejection_code,
    {{ x12_amount(x12_element(2)) }} as allowed_amount,
    {{ x12_amount(x12_element(3)) }} as saving_amount
from segments
