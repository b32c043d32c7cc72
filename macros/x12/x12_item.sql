{% macro x12_item(array, position) -%}
    nullif({{ claimhouse.item_at(array, position) }}, '')
{%- endmacro %}
