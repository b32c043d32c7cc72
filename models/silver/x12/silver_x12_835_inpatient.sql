{%- set amounts = {
    2: 'outlier_amount',
    4: 'drg_amount',
    6: 'disproportionate_share_amount',
    7: 'secondary_payer_pass_through_amount',
    8: 'capital_amount',
    9: 'capital_federal_drg_amount',
    10: 'capital_hospital_drg_amount',
    11: 'capital_disproportionate_share_amount',
    12: 'old_capital_amount',
    13: 'capital_medical_education_amount',
    14: 'operating_hospital_drg_amount',
    16: 'operating_federal_drg_amount',
    17: 'capital_outlier_amount',
    18: 'medical_education_amount',
    19: 'nonpayable_professional_amount',
    24: 'capital_exception_amount',
} -%}

-- MIA: how an inpatient claim came to its price. Its remark codes are in
-- silver_x12_835_remarks.
with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['MIA']) | indent(4) }}
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    segment_number,
    {{ x12_quantity(x12_element(1)) }} as covered_days,
    {{ x12_quantity(x12_element(3)) }} as lifetime_psychiatric_days,
    {{ x12_quantity(x12_element(15)) }} as cost_report_days,
    {%- for number, name in amounts.items() %}
    {{ x12_amount(x12_element(number)) }} as {{ name }},
    {%- endfor %}
    case
        {%- for number in amounts %}
        when not {{ x12_is_amount(x12_element(number)) }} then true
        {%- endfor %}
        else false
    end as is_invalid
from segments
