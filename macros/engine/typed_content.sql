{% macro typed_content(columns) -%}
    {%- for column in columns -%}
        coalesce({{ column }}_text, '')
        {%- if not loop.last %} || '|' || {% endif -%}
    {%- endfor -%}
{%- endmacro %}
