{% macro mask_age(expression) -%}
    case when {{ expression }} > 89 then 90 when {{ expression }} >= 0 then {{ expression }} end
{%- endmacro %}
