{% macro trim_end(expression, characters) -%}
    {{ return(adapter.dispatch('trim_end', 'claimhouse')(expression, characters)) }}
{%- endmacro %}

{% macro default__trim_end(expression, characters) -%}
    trim(trailing {{ characters }} from {{ expression }})
{%- endmacro %}

{% macro duckdb__trim_end(expression, characters) -%}
    rtrim({{ expression }}, {{ characters }})
{%- endmacro %}
