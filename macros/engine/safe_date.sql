{% macro safe_date(expression) -%}
    {{ return(adapter.dispatch('safe_date', 'claimhouse')(expression)) }}
{%- endmacro %}

{% macro default__safe_date(expression) -%}
    case
        when {{ claimhouse.matches(expression, '^[12][0-9]{7}$') }}
            then cast(try_to_timestamp({{ expression }}, 'yyyyMMdd') as date)
    end
{%- endmacro %}

{% macro duckdb__safe_date(expression) -%}
    case
        when {{ claimhouse.matches(expression, '^[12][0-9]{7}$') }}
            then cast(try_strptime({{ expression }}, '%Y%m%d') as date)
    end
{%- endmacro %}
