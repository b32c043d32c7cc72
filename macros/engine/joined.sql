{% macro joined(fields) -%}
    {%- for field in fields -%}
        cast({{ field }} as {{ dbt.type_string() }})
        {%- if not loop.last %} || '-' || {% endif -%}
    {%- endfor -%}
{%- endmacro %}
