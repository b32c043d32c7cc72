{% macro item_at(array, position) -%}
    {{ return(adapter.dispatch('item_at', 'claimhouse')(array, position)) }}
{%- endmacro %}

{% macro default__item_at(array, position) -%}
    {#- get() counts from 0 and gives null out of range; element_at() fails there -#}
    get({{ array }}, {{ position }} - 1)
{%- endmacro %}

{% macro duckdb__item_at(array, position) -%}
    {{ array }}[{{ position }}]
{%- endmacro %}
