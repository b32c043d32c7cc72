{% macro x12_is_amount(expression) -%}
    {{ claimhouse.matches(expression, '^-?([0-9]{1,15}([.][0-9]{0,2}0*)?|[.][0-9]{1,2}0*)$') }}
{%- endmacro %}
