-- What another payer decided on a line (2430). SVD01 names the payer by its identifier,
-- which must be that of one of the claim's other payers (2330B).
{%- set keys = x12_837_keys('payer') -%}
{%- set claim_keys = x12_837_keys('claim') %}

with

segments as (
    {{ x12_tagged(
        ref('silver_x12_837_segments'), ['SVD', 'DTP', 'AMT']
    ) | indent(4) }}
    and segments.line_number > 0 and segments.payer_number > 0
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
        max(case when segment_tag = 'SVD' then segment end) as decision_segment,
        max(case when qualified_tag = 'DTP573' then {{ x12_element(3) }} end)
            as adjudication_text,
        max(case when qualified_tag = 'AMTEAF' then {{ x12_element(2) }} end)
            as patient_text
    from qualified
    group by {{ keys | join(', ') }}, element_separator, component_separator
),

decisions as (
    select
        *,
        {{ x12_element(1, 'decision_segment') }} as payer_id,
        {{ x12_element(3, 'decision_segment') }} as procedure_composite
    from elements
),

other_payers as (
    select
        {{ claim_keys | join(',\n        ') }},
        payer_id,
        min(payer_number) as other_payer_number
    from {{ new_files(ref('silver_x12_837_payers')) }}
    group by {{ claim_keys | join(', ') }}, payer_id
)

select
    {{ x12_837_keys('payer', 'decisions') | join(',\n    ') }},
    decisions.payer_id,
    other_payers.other_payer_number,
    {{ x12_component('decisions.procedure_composite', 1) }} as procedure_qualifier,
    {{ x12_component('decisions.procedure_composite', 2) }} as procedure_code,
    {{ x12_component('decisions.procedure_composite', 3) }} as modifier_1,
    {{ x12_component('decisions.procedure_composite', 4) }} as modifier_2,
    {{ x12_component('decisions.procedure_composite', 5) }} as modifier_3,
    {{ x12_component('decisions.procedure_composite', 6) }} as modifier_4,
    {{ x12_element(4, 'decisions.decision_segment') }} as revenue_code,
    {{ x12_element(6, 'decisions.decision_segment') }} as bundled_line_number,
    {{ x12_amount(x12_element(2, 'decisions.decision_segment')) }} as paid_amount,
    {{ x12_amount('decisions.patient_text') }} as remaining_patient_amount,
    {{ x12_quantity(x12_element(5, 'decisions.decision_segment')) }} as paid_units,
    {{ x12_period_start('decisions.adjudication_text') }} as adjudication_date
from decisions
left join other_payers
    on {{ same_keys('decisions', 'other_payers', claim_keys) }}
    and decisions.payer_id = other_payers.payer_id
