{% macro payer_identifier(payer_id, payer_name=none) -%}
    {#- An id where there is one, else the name; blanks and case tell no payers apart, and
        what stands for "not given" tells of none. -#}
    coalesce(
        nullif(nullif(upper(trim({{ payer_id }})), ''), 'UNKNOWN'),
        {%- if payer_name is not none %}
        nullif(nullif(upper(trim({{ payer_name }})), ''), 'UNKNOWN'),
        {%- endif %}
        'UNKNOWN'
    )
{%- endmacro %}
