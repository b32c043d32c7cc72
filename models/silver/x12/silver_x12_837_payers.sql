-- The payer that the claims of a level go to (2000B, 2010B) and, within a claim, each
-- other payer (2320, 2330): both start with an SBR.
{%- set keys = x12_837_keys('payer') %}

with

segments as (
    {{ x12_tagged(
        ref('silver_x12_837_segments'), ['SBR', 'OI', 'AMT', 'DTP', 'REF']
    ) | indent(4) }}
    and segments.level_number > 0 and segments.line_number = 0
    and (segments.claim_number = 0 or segments.payer_number > 0)
),

qualified as (
    select
        *,
        segment_tag || coalesce({{ x12_element(1) }}, '') as qualified_tag,
        {{ x12_element(2) }} as second_element
    from segments
),

elements as (
    select
        {{ keys | join(',\n        ') }},
        element_separator,
        max(case when segment_tag = 'SBR' then segment end) as subscriber_segment,
        max(case when segment_tag = 'OI' then segment end) as coverage_segment,
        max(case when qualified_tag = 'AMTD' then second_element end) as paid_text,
        max(case when qualified_tag = 'AMTA8' then second_element end)
            as non_covered_text,
        max(case when qualified_tag = 'AMTEAF' then second_element end) as patient_text,
        max(case when qualified_tag = 'REFF8' then second_element end)
            as payer_claim_control_number,
        max(case when qualified_tag = 'DTP573' then {{ x12_element(3) }} end)
            as adjudication_text
    from qualified
    group by {{ keys | join(', ') }}, element_separator
),

parties as (
    select
        {{ keys | join(',\n        ') }},
        max(case when entity_code = 'PR' then last_or_organization_name end)
            as payer_name,
        max(case when entity_code = 'PR' then entity_id_qualifier end)
            as payer_id_qualifier,
        max(case when entity_code = 'PR' then entity_id end) as payer_id,
        max(case when entity_code = 'IL' then entity_id end) as subscriber_id
    from {{ new_files(ref('silver_x12_837_entities')) }}
    where occurrence = 1 and entity_code in ('PR', 'IL')
    group by {{ keys | join(', ') }}
)

select
    {{ x12_837_keys('payer', 'elements') | join(',\n    ') }},
    {{ x12_element(1, 'elements.subscriber_segment') }} as payer_sequence_code,
    {{ x12_element(2, 'elements.subscriber_segment') }} as relationship_code,
    {{ x12_element(3, 'elements.subscriber_segment') }} as group_number,
    {{ x12_element(4, 'elements.subscriber_segment') }} as group_name,
    {{ x12_element(5, 'elements.subscriber_segment') }} as insurance_type_code,
    {{ x12_element(9, 'elements.subscriber_segment') }} as filing_indicator_code,
    parties.payer_name,
    parties.payer_id_qualifier,
    parties.payer_id,
    parties.subscriber_id,
    elements.payer_claim_control_number,
    {{ x12_element(3, 'elements.coverage_segment') }} as benefits_assignment_code,
    {{ x12_element(4, 'elements.coverage_segment') }} as patient_signature_code,
    {{ x12_element(6, 'elements.coverage_segment') }} as release_code,
    elements.claim_number = 0 as is_destination,
    {{ x12_amount('elements.paid_text') }} as paid_amount,
    {{ x12_amount('elements.non_covered_text') }} as non_covered_amount,
    {{ x12_amount('elements.patient_text') }} as remaining_patient_amount,
    {{ x12_period_start('elements.adjudication_text') }} as adjudication_date
from elements
left join parties
    on {{ same_keys('elements', 'parties', keys) }}
where elements.subscriber_segment is not null
