{% macro json_key_text(expression) -%}
    {{ return(adapter.dispatch('json_key_text', 'claimhouse')(expression)) }}
{%- endmacro %}

{% macro default__json_key_text(expression) -%}
    array_join(json_object_keys({{ expression }}), chr(31))
{%- endmacro %}

{% macro duckdb__json_key_text(expression) -%}
    array_to_string(json_keys({{ expression }}), chr(31))
{%- endmacro %}
