{%- set keys = x12_837_keys('claim') -%}

with

segments as (
    {{ x12_tagged(
        ref('silver_x12_837_segments'),
        ['CLM', 'REF', 'DTP', 'CL1', 'CN1', 'PWK', 'NTE', 'AMT'],
    ) | indent(4) }}
    -- what stands after an NM1, SBR or LX belongs to that loop
    and segments.claim_number > 0 and segments.line_number = 0
    and segments.payer_number = 0 and segments.entity_number = 0
),

claims as (
    select
        *,
        {{ x12_element(5) }} as facility_composite,
        {{ x12_element(11) }} as cause_composite
    from segments
    where segment_tag = 'CLM'
),

qualified as (
    select
        *,
        segment_tag || coalesce({{ x12_element(1) }}, '') as qualified_tag
    from segments
    where segment_tag <> 'CLM'
),

details as (
    select
        {{ keys | join(',\n        ') }},
        {%- for name, tag, number in [
            ('payer_claim_control_number', 'REFF8', 2),
            ('clearinghouse_trace_number', 'REFD9', 2),
            ('prior_authorization_number', 'REFG1', 2),
            ('medical_record_number', 'REFEA', 2),
            ('statement_period', 'DTP434', 3),
            ('admission', 'DTP435', 3),
            ('patient_paid_text', 'AMTF5', 2),
            ('patient_estimate_text', 'AMTF3', 2),
        ] %}
        max(
            case when qualified_tag = '{{ tag }}' then {{ x12_element(number) }} end
        ) as {{ name }},
        {%- endfor %}
        max(case when segment_tag = 'CL1' then {{ x12_element(1) }} end)
            as admission_type_code,
        max(case when segment_tag = 'CL1' then {{ x12_element(2) }} end)
            as admission_source_code,
        max(case when segment_tag = 'CL1' then {{ x12_element(3) }} end)
            as patient_status_code,
        max(case when segment_tag = 'CN1' then {{ x12_element(1) }} end)
            as contract_type_code,
        max(case when segment_tag = 'CN1' then {{ x12_element(2) }} end)
            as contract_text,
        sum(case when segment_tag = 'PWK' then 1 else 0 end) as attachment_count,
        sum(case when segment_tag = 'NTE' then 1 else 0 end) as note_count
    from qualified
    group by {{ keys | join(', ') }}
)

select
    {{ x12_837_keys('claim', 'claims') | join(',\n    ') }},
    {{ x12_element(1, elements='claims.elements') }} as claim_id,
    {{ x12_amount(x12_element(2, elements='claims.elements')) }} as charge_amount,
    {{ x12_component('claims.facility_composite', 1) }} as facility_type_code,
    {{ x12_component('claims.facility_composite', 2) }} as facility_type_qualifier,
    {{ x12_component('claims.facility_composite', 3) }} as claim_frequency_code,
    {{ x12_element(6, elements='claims.elements') }} as provider_signature_code,
    {{ x12_element(7, elements='claims.elements') }} as assignment_code,
    {{ x12_element(8, elements='claims.elements') }} as benefits_assignment_code,
    {{ x12_element(9, elements='claims.elements') }} as release_code,
    {{ x12_element(10, elements='claims.elements') }} as patient_signature_code,
    {{ x12_component('claims.cause_composite', 1) }} as related_cause_code_1,
    {{ x12_component('claims.cause_composite', 2) }} as related_cause_code_2,
    {{ x12_component('claims.cause_composite', 3) }} as related_cause_code_3,
    {{ x12_component('claims.cause_composite', 4) }} as accident_state_code,
    {{ x12_element(12, elements='claims.elements') }} as special_program_code,
    {{ x12_element(20, elements='claims.elements') }} as delay_reason_code,
    details.payer_claim_control_number,
    details.clearinghouse_trace_number,
    details.prior_authorization_number,
    details.medical_record_number,
    details.admission_type_code,
    details.admission_source_code,
    details.patient_status_code,
    details.contract_type_code,
    cast(coalesce(details.attachment_count, 0) as integer) as attachment_count,
    coalesce(details.note_count, 0) > 0 as has_note,
    {{ x12_amount('details.contract_text') }} as contract_amount,
    {{ x12_amount('details.patient_paid_text') }} as patient_paid_amount,
    {{ x12_amount('details.patient_estimate_text') }} as patient_estimate_amount,
    {{ x12_period_start('details.statement_period') }} as statement_from_date,
    {{ x12_period_end('details.statement_period') }} as statement_to_date,
    {{ x12_period_start('details.admission') }} as admission_date
from claims
left join details
    on {{ same_keys('claims', 'details', keys) }}
