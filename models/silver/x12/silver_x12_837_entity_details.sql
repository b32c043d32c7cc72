-- What stands behind an NM1. PRV*BI and PRV*PT of the provider and PAT of the patient
-- stand before theirs, at the head of the level.
{%- set entity_keys = x12_837_keys('entity') -%}
{%- set head_keys = x12_837_keys('claim') %}

with

entities as (
    select * from {{ new_files(ref('silver_x12_837_entities')) }}
),

segments as (
    {{ x12_tagged(
        ref('silver_x12_837_segments'), ['N3', 'N4', 'PRV', 'PAT', 'DMG', 'REF']
    ) | indent(4) }}
),

qualified as (
    select
        *,
        segment_tag || coalesce({{ x12_element(1) }}, '') as qualified_tag
    from segments
),

details as (
    select
        {{ entity_keys | join(',\n        ') }},
        {%- for name, tag, number in [
            ('address_line_1', 'N3', 1),
            ('address_line_2', 'N3', 2),
            ('city', 'N4', 1),
            ('state_code', 'N4', 2),
            ('postal_code', 'N4', 3),
            ('country_code', 'N4', 4),
            ('taxonomy_code', 'PRV', 3),
            ('birth_date_text', 'DMG', 2),
            ('gender_code', 'DMG', 3),
        ] %}
        max(case when segment_tag = '{{ tag }}' then {{ x12_element(number) }} end)
            as {{ name }},
        {%- endfor %}
        max(case when qualified_tag in ('REFEI', 'REFTJ') then {{ x12_element(2) }} end)
            as tax_id,
        max(case when qualified_tag = 'REFSY' then {{ x12_element(2) }} end)
            as social_security_number,
        max(case when qualified_tag = 'REFG2' then {{ x12_element(2) }} end)
            as commercial_id,
        max(case when qualified_tag = 'REF0B' then {{ x12_element(2) }} end)
            as state_license_number,
        max(case when qualified_tag = 'REFLU' then {{ x12_element(2) }} end)
            as location_id
    from qualified
    where entity_number > 0
    group by {{ entity_keys | join(', ') }}
),

level_details as (
    select
        {{ head_keys | join(',\n        ') }},
        max(case when qualified_tag = 'PRVBI' then {{ x12_element(3) }} end)
            as billing_taxonomy_code,
        max(case when qualified_tag = 'PRVPT' then {{ x12_element(3) }} end)
            as pay_to_taxonomy_code,
        max(case when segment_tag = 'PAT' then {{ x12_element(1) }} end)
            as relationship_code,
        max(case when segment_tag = 'PAT' then {{ x12_element(6) }} end)
            as death_date_text
    from qualified
    where claim_number = 0 and entity_number = 0
    group by {{ head_keys | join(', ') }}
)

select
    {{ x12_837_keys('entity', 'entities') | join(',\n    ') }},
    entities.entity_code,
    entities.occurrence,
    {{ x12_837_entity_role('entities') | indent(4) }} as entity_role,
    case when entities.entity_id_qualifier = 'XX' then entities.entity_id end as npi,
    coalesce(
        details.taxonomy_code,
        case entities.entity_code
            when '85' then level_details.billing_taxonomy_code
            when '87' then level_details.pay_to_taxonomy_code
        end
    ) as taxonomy_code,
    details.tax_id,
    details.social_security_number,
    details.commercial_id,
    details.state_license_number,
    details.location_id,
    details.address_line_1,
    details.address_line_2,
    details.city,
    details.state_code,
    details.postal_code,
    details.country_code,
    details.gender_code,
    case
        when entities.entity_code in ('IL', 'QC') then level_details.relationship_code
    end as relationship_code,
    {{ safe_date('details.birth_date_text') }} as birth_date,
    case
        when entities.entity_code in ('IL', 'QC')
            then {{ safe_date('level_details.death_date_text') }}
    end as death_date
from entities
left join details
    on {{ same_keys('entities', 'details', entity_keys) }}
left join level_details
    on {{ same_keys('entities', 'level_details', head_keys) }}
