with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['CLP']) | indent(4) }}
)

select
    transaction_key,
    part_number,
    claim_number,
    {{ x12_element(1) }} as claim_id,
    {{ x12_element(2) }} as claim_status_code,
    {{ x12_amount(x12_element(3)) }} as charge_amount,
    {{ x12_amount(x12_element(4)) }} as paid_amount,
    {{ x12_amount(x12_element(5)) }} as patient_responsibility_amount,
    {{ x12_element(6) }} as claim_filing_indicator_code,
    {{ x12_element(7) }} as payer_claim_control_number,
    {{ x12_element(8) }} as facility_type_code,
    {{ x12_element(9) }} as claim_frequency_code,
    {{ x12_element(11) }} as drg_code,
    coalesce({{ x12_is_amount(x12_element(5)) }}, {{ x12_element(5) }} is null)
        as has_valid_patient_responsibility
from segments
