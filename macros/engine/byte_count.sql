{% macro byte_count(text, encoding) -%}
    {{ return(adapter.dispatch('byte_count', 'claimhouse')(text, encoding)) }}
{%- endmacro %}

{% macro default__byte_count(text, encoding) -%}
    case when {{ encoding }} = 'latin-1' then length({{ text }}) else octet_length({{ text }}) end
{%- endmacro %}

{% macro duckdb__byte_count(text, encoding) -%}
    case when {{ encoding }} = 'latin-1' then length({{ text }}) else strlen({{ text }}) end
{%- endmacro %}
