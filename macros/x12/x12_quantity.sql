{% macro x12_quantity(expression) -%}
    case
        when {{ claimhouse.matches(expression, '^-?([0-9]{1,11}([.][0-9]{0,4}0*)?|[.][0-9]{1,4}0*)$') }}
            then cast({{ expression }} as decimal(15, 4))
    end
{%- endmacro %}
