{% macro token_fingerprint() -%}
    {{ return(adapter.dispatch('token_fingerprint', 'claimhouse')()) }}
{%- endmacro %}

{% macro default__token_fingerprint() -%}
    reflect('java.lang.System', 'getenv', 'CLAIMHOUSE_TOKEN_FINGERPRINT')
{%- endmacro %}

{% macro duckdb__token_fingerprint() -%}
    cast(getvariable('claimhouse_token_fingerprint') as {{ dbt.type_string() }})
{%- endmacro %}
