{% macro trace_identifier(expression) -%}
    {#- Zeros in front stay: without them it is another number. -#}
    nullif(upper(replace({{ expression }}, ' ', '')), '')
{%- endmacro %}
