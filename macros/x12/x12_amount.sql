{% macro x12_amount(expression) -%}
    {#- by pattern first: a cast also takes 1e3 and rounds 10.125 -#}
    case
        when {{ claimhouse.x12_is_amount(expression) }}
            then cast({{ expression }} as decimal(18, 2))
    end
{%- endmacro %}
