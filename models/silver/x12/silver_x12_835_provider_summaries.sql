{%- set summary_amounts = {
    5: 'charge_amount',
    6: 'covered_charge_amount',
    7: 'noncovered_charge_amount',
    8: 'denied_charge_amount',
    9: 'provider_payment_amount',
    10: 'interest_amount',
    11: 'contractual_adjustment_amount',
    13: 'secondary_payer_amount',
    15: 'nonlaboratory_charge_amount',
    17: 'hcpcs_reportable_amount',
    18: 'hcpcs_payable_amount',
    20: 'professional_component_amount',
    21: 'secondary_payer_patient_amount',
    22: 'patient_reimbursement_amount',
    24: 'periodic_interim_adjustment_amount',
} -%}
{%- set drg_amounts = {
    1: 'drg_amount',
    2: 'federal_drg_amount',
    3: 'hospital_drg_amount',
    4: 'disproportionate_share_amount',
    5: 'capital_amount',
    6: 'medical_education_amount',
    8: 'day_outlier_amount',
    9: 'cost_outlier_amount',
} -%}

-- An LX begins a batch of claims; TS3 and TS2 sum it up. They stand in the header, or
-- after the claims of the batch before (in its last claim or line).
with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['LX', 'TS3', 'TS2']) | indent(4) }}
),

numbered as (
    select
        *,
        sum(case when segment_tag = 'LX' then 1 else 0 end) over (
            partition by transaction_key, part_number, claim_number, service_number
            order by segment_number
            rows between unbounded preceding and current row
        ) as batch_number
    from segments
),

batches as (
    select
        transaction_key,
        part_number,
        claim_number,
        service_number,
        min(segment_number) as segment_number,
        element_separator,
        max(case when segment_tag = 'LX' then segment end) as heading,
        max(case when segment_tag = 'TS3' then segment end) as totals,
        max(case when segment_tag = 'TS2' then segment end) as drg_totals
    from numbered
    group by
        transaction_key,
        part_number,
        claim_number,
        service_number,
        batch_number,
        element_separator
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    segment_number,
    {{ x12_element(1, 'heading') }} as batch_id,
    {{ x12_element(1, 'totals') }} as provider_id,
    {{ x12_element(2, 'totals') }} as facility_type_code,
    {{ x12_quantity(x12_element(4, 'totals')) }} as claim_quantity,
    {{ x12_quantity(x12_element(23, 'totals')) }} as periodic_interim_claim_quantity,
    {{ x12_quantity(x12_element(11, 'drg_totals')) }} as discharge_quantity,
    {{ x12_quantity(x12_element(13, 'drg_totals')) }} as covered_days,
    {{ x12_quantity(x12_element(14, 'drg_totals')) }} as noncovered_days,
    {%- for number, name in summary_amounts.items() %}
    {{ x12_amount(x12_element(number, 'totals')) }} as {{ name }},
    {%- endfor %}
    {%- for number, name in drg_amounts.items() %}
    {{ x12_amount(x12_element(number, 'drg_totals')) }} as {{ name }},
    {%- endfor %}
    {{ safe_date(x12_element(3, 'totals')) }} as fiscal_period_end_date
from batches
