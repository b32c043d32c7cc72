{% macro same_keys(left, right, keys) -%}
    {%- for key in keys -%}
        {{ left }}.{{ key }} = {{ right }}.{{ key }}
        {%- if not loop.last %}
    and {% endif -%}
    {%- endfor -%}
{%- endmacro %}
