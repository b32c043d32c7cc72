{% macro x12_element(number, segment=none, elements='elements') -%}
    {%- if segment is none -%}
    {{ claimhouse.x12_item(elements, number + 1) }}
    {%- else -%}
    nullif(split_part({{ segment }}, element_separator, {{ number + 1 }}), '')
    {%- endif -%}
{%- endmacro %}
