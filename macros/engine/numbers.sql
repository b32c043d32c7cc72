{% macro numbers(count, name='number') -%}
    {%- for value in range(1, count + 1) -%}
        select {{ value }} as {{ name }}
        {%- if not loop.last %} union all {% endif -%}
    {%- endfor -%}
{%- endmacro %}
