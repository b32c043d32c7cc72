{% macro typed_text(expression) -%}
    nullif(trim({{ expression }}), '')
{%- endmacro %}
