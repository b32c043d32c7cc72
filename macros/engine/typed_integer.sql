{% macro typed_integer(expression) -%}
    {#- spreadsheets write 1 as 1.0 -#}
    case
        when {{ claimhouse.matches(expression, '^-?[0-9]{1,18}([.]0*)?$') }}
            then cast(split_part({{ expression }}, '.', 1) as bigint)
    end
{%- endmacro %}
