{% macro posting_month(posted_date, first_month_date) -%}
    {#- what was posted before the first month, by a typing error, is in the first -#}
    greatest(
        cast({{ dbt.date_trunc('month', posted_date) }} as date), {{ first_month_date }}
    )
{%- endmacro %}
