{% macro x12_period_start(expression) -%}
    {#- D8, RD8, DT and RDT all start with the day -#}
    {{ claimhouse.safe_date("substr(split_part(" ~ expression ~ ", '-', 1), 1, 8)") }}
{%- endmacro %}
