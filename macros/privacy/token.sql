{% macro token(namespace, expressions) -%}
    {{ return(adapter.dispatch('token', 'claimhouse')(namespace, expressions)) }}
{%- endmacro %}

{#- Spark has no HMAC either. The padded keys are in the environment of its processes: a
    configuration or a session variable would show in its event log. -#}
{% macro default__token(namespace, expressions) -%}
    {%- set inner = "reflect('java.lang.System', 'getenv', 'CLAIMHOUSE_TOKEN_INNER')" -%}
    {%- set outer = "reflect('java.lang.System', 'getenv', 'CLAIMHOUSE_TOKEN_OUTER')" -%}
    case
        when {{ inner }} is null or {{ outer }} is null
            then cast(raise_error('CLAIMHOUSE_TOKEN_INNER and _OUTER are not set') as string)
        else substr(
            sha2(
                concat(unhex({{ outer }}), unhex(sha2(
                    concat(
                        unhex({{ inner }}),
                        encode({{ claimhouse.token_message(namespace, expressions) }}, 'utf-8')
                    ), 256
                ))), 256
            ), 1, 32
        )
    end
{%- endmacro %}

{% macro duckdb__token(namespace, expressions) -%}
    {#- The check stands outside: DuckDB makes sha256(null || …) a constant null before
        anything within it could raise an error. -#}
    case
        when
            getvariable('claimhouse_token_inner') is null
            or getvariable('claimhouse_token_outer') is null
            then error('no token key: dbt runs without the plugin of profiles.yml')
        else
            substr(
                sha256(
                    getvariable('claimhouse_token_outer')
                    || unhex(sha256(
                        getvariable('claimhouse_token_inner')
                        || encode({{ claimhouse.token_message(namespace, expressions) }})
                    ))
                ), 1, 32
            )
    end
{%- endmacro %}
