{% macro member_token(member_id, patient_id) -%}
    {#- A member is its number in its network; a patient without one stands for itself. -#}
    coalesce(
        {{ claimhouse.token('member', ['network_id', member_id]) }},
        {{ claimhouse.token('person', ['network_id', patient_id]) }}
    )
{%- endmacro %}
