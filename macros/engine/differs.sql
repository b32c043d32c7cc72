{% macro differs(left, right) -%}
    {#- true also where one side is missing; "is distinct from" reads differently by engine -#}
    coalesce({{ left }}, '') <> coalesce({{ right }}, '')
{%- endmacro %}
