{% macro typed_reason(findings) -%}
    {#- only a row that something is wrong with goes through the list of what it is -#}
    {%- if findings -%}
    case
        when
            {{ findings.values() | join('\n            or ') }}
            then concat_ws(
                '; '
                {%- for words, condition in findings.items() %},
                case when {{ condition }} then '{{ words }}' end
                {%- endfor %}
            )
    end
    {%- else -%}
    cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}
