{% macro typed_missing(columns) -%}
    concat_ws(
        chr(31), ''
        {%- for column in columns %},
        case when count({{ column }}) = 0 then '{{ column }}' end
        {%- endfor %}
    )
{%- endmacro %}
