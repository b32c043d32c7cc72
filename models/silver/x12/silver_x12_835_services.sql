with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['SVC']) | indent(4) }}
),

composites as (
    select
        *,
        {{ x12_element(1) }} as procedure_composite,
        {{ split_text(x12_element(1), 'component_separator') }} as procedure_components,
        {{ x12_element(6) }} as submitted_composite
    from segments
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    procedure_composite,
    {{ x12_item('procedure_components', 1) }} as procedure_qualifier,
    {{ x12_item('procedure_components', 2) }} as procedure_code,
    {{ x12_item('procedure_components', 3) }} as modifier_1,
    {{ x12_item('procedure_components', 4) }} as modifier_2,
    {{ x12_item('procedure_components', 5) }} as modifier_3,
    {{ x12_item('procedure_components', 6) }} as modifier_4,
    {{ x12_amount(x12_element(2)) }} as charge_amount,
    {{ x12_amount(x12_element(3)) }} as paid_amount,
    {{ x12_element(4) }} as revenue_code,
    {{ x12_quantity(x12_element(5)) }} as paid_units,
    {{ x12_component('submitted_composite', 2) }} as submitted_procedure_code,
    {{ x12_quantity(x12_element(7)) }} as submitted_units
from composites
