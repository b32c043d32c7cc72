{% macro x12_837_entity_role(relation) -%}
    {#- What NM101 means where the party stands: among other payers it is another one's. -#}
    {%- set roles = {
        '41': 'submitter',
        '40': 'receiver',
        '85': 'billing',
        '87': 'pay_to',
        'PE': 'pay_to_plan',
        'IL': 'subscriber',
        'QC': 'patient',
        'PR': 'payer',
        'DN': 'referring',
        'P3': 'primary_care',
        '82': 'rendering',
        'DK': 'ordering',
        'DQ': 'supervising',
        'QB': 'purchased_service',
        '71': 'attending',
        '72': 'operating',
        'ZZ': 'other_operating',
        '73': 'other_physician',
        '77': 'service_facility',
        'FA': 'service_facility',
        'TL': 'service_facility',
        'LI': 'service_facility',
        'PW': 'pick_up',
        '45': 'drop_off',
    } -%}
    case when {{ relation }}.claim_number > 0 and (
        {{ relation }}.payer_number > 0 or {{ relation }}.entity_code = 'PR'
    ) then 'other_' else '' end
    || case {{ relation }}.entity_code
        {%- for code, role in roles.items() %}
        when '{{ code }}' then '{{ role }}'
        {%- endfor %}
        else 'unknown'
    end
{%- endmacro %}
