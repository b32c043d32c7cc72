{% macro typed_timestamp(expression) -%}
    case
        when {{ claimhouse.matches(expression, claimhouse.typed_patterns('timestamp')) }}
            then try_cast(replace(replace({{ expression }}, 'T', ' '), 'Z', '') as timestamp)
        else cast({{ claimhouse.typed_date(expression) }} as timestamp)
    end
{%- endmacro %}
