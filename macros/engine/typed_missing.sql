{% macro typed_missing(model) -%}
    concat_ws(
        chr(31), ''
        {%- for column in claimhouse.feed_columns(model) %},
        case when count({{ column }}) = 0 then '{{ column }}' end
        {%- endfor %}
    )
{%- endmacro %}
