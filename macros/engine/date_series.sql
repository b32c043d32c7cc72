{% macro date_series(first_date, last_date, step='day') -%}
    {%- if step not in ['day', 'month'] -%}
        {{ exceptions.raise_compiler_error(
            "date_series: step must be 'day' or 'month', got: " ~ step
        ) }}
    {%- endif -%}
    {{ return(
        adapter.dispatch('date_series', 'claimhouse')(first_date, last_date, step)
    ) }}
{%- endmacro %}

{#- one row per item of an array, in the select list of a query -#}
{% macro default__date_series(first_date, last_date, step) -%}
    explode(sequence({{ first_date }}, {{ last_date }}, interval 1 {{ step }}))
{%- endmacro %}

{% macro duckdb__date_series(first_date, last_date, step) -%}
    cast(
        unnest(generate_series({{ first_date }}, {{ last_date }}, interval 1 {{ step }}))
        as date
    )
{%- endmacro %}
