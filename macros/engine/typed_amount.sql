{% macro typed_amount(expression) -%}
    {#- the second pattern: a dollar sign and thousands in groups of three, nothing else -#}
    case
        when {{ claimhouse.x12_is_amount(expression) }}
            then cast({{ expression }} as decimal(18, 2))
        when {{ claimhouse.matches(
            expression,
            '^-?[$]?([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})([.][0-9]{0,2}0*)?$',
        ) }}
            then cast(replace(replace({{ expression }}, ',', ''), '$', '') as decimal(18, 2))
    end
{%- endmacro %}
