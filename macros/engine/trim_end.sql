{% macro trim_end(expression, characters) -%}
    {{ return(adapter.dispatch('trim_end', 'claimhouse')(expression, characters)) }}
{%- endmacro %}

{% macro default__trim_end(expression, characters) -%}
    trim(trailing {{ characters }} from {{ expression }})
{%- endmacro %}

{% macro duckdb__trim_end(expression, characters) -%}
    {#- rtrim() reads a text from its start, a pattern at the end only that end -#}
    regexp_replace({{ expression }}, '[^A-Za-z0-9]+$', '')
    || rtrim(regexp_extract({{ expression }}, '[^A-Za-z0-9]+$'), {{ characters }})
{%- endmacro %}
