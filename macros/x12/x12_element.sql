{% macro x12_element(number, segment='segment') -%}
    nullif(split_part({{ segment }}, element_separator, {{ number + 1 }}), '')
{%- endmacro %}
