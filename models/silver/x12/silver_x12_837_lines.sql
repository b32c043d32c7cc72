with

segments as (
    {{ x12_tagged(
        ref('silver_x12_837_segments'), ['LX', 'SV1', 'SV2', 'DTP', 'REF']
    ) | indent(4) }}
    -- what stands after an NM1 or SVD belongs to that loop
    and segments.line_number > 0 and segments.payer_number = 0
    and segments.entity_number = 0
),

elements as (
    select
        transaction_key,
        part_number,
        level_number,
        claim_number,
        line_number,
        element_separator,
        component_separator,
        max(case when segment_tag = 'LX' then segment end) as line_segment,
        max(case when segment_tag = 'SV1' then segment end) as professional_segment,
        max(case when segment_tag = 'SV2' then segment end) as institutional_segment,
        max(case when segment_tag || {{ x12_element(1) }} = 'DTP472'
            then {{ x12_element(3) }} end) as service_period,
        max(case when segment_tag || {{ x12_element(1) }} = 'REF6R'
            then {{ x12_element(2) }} end) as line_control_number
    from segments
    group by
        transaction_key,
        part_number,
        level_number,
        claim_number,
        line_number,
        element_separator,
        component_separator
),

services as (
    select
        *,
        coalesce(professional_segment, institutional_segment) is not null as has_service,
        coalesce(
            {{ x12_element(1, 'professional_segment') }},
            {{ x12_element(2, 'institutional_segment') }}
        ) as procedure_composite,
        coalesce(
            {{ x12_element(2, 'professional_segment') }},
            {{ x12_element(3, 'institutional_segment') }}
        ) as charge_text,
        coalesce(
            {{ x12_element(4, 'professional_segment') }},
            {{ x12_element(5, 'institutional_segment') }}
        ) as unit_text
    from elements
)

select
    transaction_key,
    part_number,
    level_number,
    claim_number,
    line_number,
    {{ x12_element(1, 'line_segment') }} as claim_line_number,
    has_service,
    {{ x12_component('procedure_composite', 1) }} as procedure_qualifier,
    {{ x12_component('procedure_composite', 2) }} as procedure_code,
    {{ x12_component('procedure_composite', 3) }} as modifier_1,
    {{ x12_component('procedure_composite', 4) }} as modifier_2,
    {{ x12_component('procedure_composite', 5) }} as modifier_3,
    {{ x12_component('procedure_composite', 6) }} as modifier_4,
    {{ x12_element(1, 'institutional_segment') }} as revenue_code,
    {{ x12_amount('charge_text') }} as charge_amount,
    {{ x12_quantity('unit_text') }} as service_units,
    {{ x12_element(5, 'professional_segment') }} as place_of_service_code,
    {{ x12_element(7, 'professional_segment') }} as diagnosis_pointers,
    {{ safe_date('substr(service_period, 1, 8)') }} as service_from_date,
    {{ safe_date('right(service_period, 8)') }} as service_to_date,
    service_period is not null and {{ safe_date('substr(service_period, 1, 8)') }} is null
        as has_invalid_date,
    line_control_number
from services
