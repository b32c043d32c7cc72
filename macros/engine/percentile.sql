{% macro percentile(expression, share) -%}
    {{ return(adapter.dispatch('percentile', 'claimhouse')(expression, share)) }}
{%- endmacro %}

{% macro default__percentile(expression, share) -%}
    cast(percentile({{ expression }}, {{ share }}) as decimal(18, 4))
{%- endmacro %}

{% macro duckdb__percentile(expression, share) -%}
    cast(quantile_cont({{ expression }}, {{ share }}) as decimal(18, 4))
{%- endmacro %}
