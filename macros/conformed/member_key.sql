{% macro member_key(member_id, patient_id=none, relation=none) -%}
    {#- A member is its number in its network; a patient without one stands for itself. -#}
    {%- set network_id = (relation ~ '.' if relation else '') ~ 'network_id' -%}
    {%- set number_key = claimhouse.integer_key([network_id, member_id]) -%}
    {%- if patient_id is none -%}
    {{ number_key }}
    {%- else -%}
    coalesce(
        {{ number_key }},
        {{ claimhouse.integer_key([network_id, "'patient'", patient_id]) }}
    )
    {%- endif -%}
{%- endmacro %}
