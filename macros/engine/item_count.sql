{% macro item_count(array) -%}
    {{ return(adapter.dispatch('item_count', 'claimhouse')(array)) }}
{%- endmacro %}

{% macro default__item_count(array) -%}
    size({{ array }})
{%- endmacro %}

{% macro duckdb__item_count(array) -%}
    len({{ array }})
{%- endmacro %}
