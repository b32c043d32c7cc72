{% macro open_date() -%}
    cast('9999-12-31' as date)
{%- endmacro %}
