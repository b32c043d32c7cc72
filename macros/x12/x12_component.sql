{% macro x12_component(composite, number) -%}
    nullif(split_part({{ composite }}, component_separator, {{ number }}), '')
{%- endmacro %}
