{% macro x12_element_at(number, segment='segment') -%}
    nullif(split_part({{ segment }}, element_separator, {{ number }} + 1), '')
{%- endmacro %}
