with

segments as (
    {{ x12_tagged(ref('silver_x12_837_segments'), ['AMT']) | indent(4) }}
)

select
    {{ x12_837_keys('segment') | join(',\n    ') }},
    {{ x12_element(1) }} as amount_qualifier,
    {{ x12_amount(x12_element(2)) }} as amount,
    {{ x12_element(3) }} as credit_debit_code,
    {{ x12_amount(x12_element(2)) }} is null as is_invalid
from segments
