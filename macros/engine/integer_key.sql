{% macro integer_key(fields) -%}
    {{ return(adapter.dispatch('integer_key', 'claimhouse')(fields)) }}
{%- endmacro %}

{% macro default__integer_key(fields) -%}
    cast(conv(substr({{ dbt.hash(claimhouse.joined(fields)) }}, 1, 15), 16, 10) as bigint)
{%- endmacro %}

{% macro duckdb__integer_key(fields) -%}
    cast('0x' || substr({{ dbt.hash(claimhouse.joined(fields)) }}, 1, 15) as bigint)
{%- endmacro %}
