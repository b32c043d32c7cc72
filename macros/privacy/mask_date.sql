{% macro mask_date(expression) -%}
    cast(extract(year from {{ expression }}) as integer)
{%- endmacro %}
