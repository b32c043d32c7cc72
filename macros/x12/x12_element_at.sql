{% macro x12_element_at(number, elements='elements') -%}
    {{ claimhouse.x12_item(elements, number ~ ' + 1') }}
{%- endmacro %}
