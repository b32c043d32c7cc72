{% macro x12_period_end(expression) -%}
    {#- a single day ends where it starts -#}
    {{ claimhouse.safe_date(
        "substr(split_part(" ~ expression ~ ", '-', case when strpos(" ~ expression
        ~ ", '-') > 0 then 2 else 1 end), 1, 8)"
    ) }}
{%- endmacro %}
