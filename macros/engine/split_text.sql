{% macro split_text(text, separator) -%}
    {{ return(adapter.dispatch('split_text', 'claimhouse')(text, separator)) }}
{%- endmacro %}

{% macro default__split_text(text, separator) -%}
    split({{ text }}, concat('\\Q', {{ separator }}, '\\E'), -1)
{%- endmacro %}

{% macro duckdb__split_text(text, separator) -%}
    string_split({{ text }}, {{ separator }})
{%- endmacro %}
