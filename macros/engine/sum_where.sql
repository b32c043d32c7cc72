{% macro sum_where(amount, condition) -%}
    sum(case when {{ condition }} then {{ amount }} else 0 end)
{%- endmacro %}
