{% macro typed_quantity(expression) -%}
    {{ claimhouse.x12_quantity(expression) }}
{%- endmacro %}
