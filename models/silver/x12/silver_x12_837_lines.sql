{%- set keys = x12_837_keys('line') -%}

with

segments as (
    {{ x12_tagged(
        ref('silver_x12_837_segments'),
        ['LX', 'SV1', 'SV2', 'DTP', 'REF', 'LIN', 'CTP', 'NTE', 'PWK'],
    ) | indent(4) }}
    -- what stands after an NM1 or SVD belongs to that loop
    and segments.line_number > 0 and segments.payer_number = 0
    and segments.entity_number = 0
),

qualified as (
    select
        *,
        segment_tag || coalesce({{ x12_element(1) }}, '') as qualified_tag
    from segments
),

elements as (
    select
        {{ keys | join(',\n        ') }},
        element_separator,
        component_separator,
        max(case when segment_tag = 'LX' then {{ x12_element(1) }} end)
            as claim_line_number,
        max(case when segment_tag = 'SV1' then segment end) as professional_segment,
        max(case when segment_tag = 'SV2' then segment end) as institutional_segment,
        max(case when qualified_tag = 'DTP472' then {{ x12_element(3) }} end)
            as service_period,
        max(case when qualified_tag = 'REF6R' then {{ x12_element(2) }} end)
            as line_control_number,
        -- of several drugs (4010) none is the line's; silver_x12_837_drugs has them all
        case
            when sum(case when segment_tag = 'LIN' then 1 else 0 end) = 1
                then max(case when segment_tag = 'LIN' then segment end)
        end as drug_segment,
        case
            when sum(case when segment_tag = 'LIN' then 1 else 0 end) = 1
                then max(case when segment_tag = 'CTP' then segment end)
        end as quantity_segment,
        sum(case when segment_tag = 'NTE' then 1 else 0 end) > 0 as has_note,
        sum(case when segment_tag = 'PWK' then 1 else 0 end) as attachment_count
    from qualified
    group by {{ keys | join(', ') }}, element_separator, component_separator
),

split_segments as (
    select
        *,
        {{ split_text('professional_segment', 'element_separator') }} as sv1,
        {{ split_text('institutional_segment', 'element_separator') }} as sv2,
        {{ split_text('drug_segment', 'element_separator') }} as lin,
        {{ split_text('quantity_segment', 'element_separator') }} as ctp
    from elements
),

services as (
    select
        *,
        coalesce(professional_segment, institutional_segment) is not null
            as has_service,
        {%- for name, professional, institutional in [
            ('charge_text', 2, 3),
            ('unit_code', 3, 4),
            ('unit_text', 4, 5),
        ] %}
        coalesce(
            {{ x12_element(professional, elements='sv1') }},
            {{ x12_element(institutional, elements='sv2') }}
        ) as {{ name }},
        {%- endfor %}
        {{ split_text(
            'coalesce(' ~ x12_element(1, elements='sv1') ~ ', '
            ~ x12_element(2, elements='sv2') ~ ')',
            'component_separator',
        ) }} as procedure_components,
        {{ x12_element(5, elements='ctp') }} as drug_unit_composite
    from split_segments
)

select
    {{ keys | join(',\n    ') }},
    claim_line_number,
    has_service,
    {{ x12_item('procedure_components', 1) }} as procedure_qualifier,
    {{ x12_item('procedure_components', 2) }} as procedure_code,
    {{ x12_item('procedure_components', 3) }} as modifier_1,
    {{ x12_item('procedure_components', 4) }} as modifier_2,
    {{ x12_item('procedure_components', 5) }} as modifier_3,
    {{ x12_item('procedure_components', 6) }} as modifier_4,
    {{ x12_element(1, elements='sv2') }} as revenue_code,
    {{ x12_amount('charge_text') }} as charge_amount,
    {{ x12_amount(x12_element(7, elements='sv2')) }} as non_covered_amount,
    unit_code,
    {{ x12_quantity('unit_text') }} as service_units,
    {{ x12_element(5, elements='sv1') }} as place_of_service_code,
    {{ x12_element(7, elements='sv1') }} as diagnosis_pointers,
    {{ x12_element(9, elements='sv1') }} as emergency_code,
    {{ x12_element(11, elements='sv1') }} as screening_code,
    {{ x12_element(12, elements='sv1') }} as family_planning_code,
    {{ x12_element(15, elements='sv1') }} as copay_exempt_code,
    case
        when {{ x12_element(2, elements='lin') }} = 'N4'
            then {{ x12_element(3, elements='lin') }}
    end as national_drug_code,
    {{ x12_component('drug_unit_composite', 1) }} as drug_unit_code,
    {{ x12_quantity(x12_element(4, elements='ctp')) }} as drug_quantity,
    cast(attachment_count as integer) as attachment_count,
    has_note,
    {{ x12_period_start('service_period') }} as service_from_date,
    {{ x12_period_end('service_period') }} as service_to_date,
    service_period is not null and {{ x12_period_start('service_period') }} is null
        as has_invalid_date,
    line_control_number
from services
