{% macro typed_date(expression) -%}
    {{ return(adapter.dispatch('typed_date', 'claimhouse')(expression)) }}
{%- endmacro %}

{% macro default__typed_date(expression) -%}
    case
        when {{ claimhouse.matches(expression, claimhouse.typed_patterns('date')) }}
            then try_cast(substr({{ expression }}, 1, 10) as date)
        when {{ claimhouse.matches(expression, claimhouse.typed_patterns('us_date')) }}
            then cast(try_to_timestamp({{ expression }}, 'M/d/yyyy') as date)
        else {{ claimhouse.safe_date(expression) }}
    end
{%- endmacro %}

{% macro duckdb__typed_date(expression) -%}
    case
        when {{ claimhouse.matches(expression, claimhouse.typed_patterns('date')) }}
            then try_cast(substr({{ expression }}, 1, 10) as date)
        when {{ claimhouse.matches(expression, claimhouse.typed_patterns('us_date')) }}
            then cast(try_strptime({{ expression }}, '%m/%d/%Y') as date)
        else {{ claimhouse.safe_date(expression) }}
    end
{%- endmacro %}
