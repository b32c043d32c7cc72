{% macro payer_identifier(payer_id, payer_name=none) -%}
    {#- An id where there is one, else the name; blanks and case tell no payers apart. -#}
    coalesce(
        nullif(upper(trim({{ payer_id }})), ''),
        {%- if payer_name is not none %}
        nullif(upper(trim({{ payer_name }})), ''),
        {%- endif %}
        'UNKNOWN'
    )
{%- endmacro %}
