{% macro service_key(relation, procedure_code, charge_amount, service_date) -%}
    {#- what makes two service lines the same where neither has a number (DOMAIN 2) -#}
    {{ claimhouse.integer_key([
        "coalesce(" ~ procedure_code ~ ", " ~ relation ~ ".revenue_code, '')",
        "coalesce(" ~ relation ~ ".modifier_1, '')",
        "coalesce(" ~ relation ~ ".modifier_2, '')",
        "coalesce(" ~ relation ~ ".modifier_3, '')",
        "coalesce(" ~ relation ~ ".modifier_4, '')",
        "cast(" ~ charge_amount ~ " as decimal(18, 2))",
        service_date,
    ]) }}
{%- endmacro %}
