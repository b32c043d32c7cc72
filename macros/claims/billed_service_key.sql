{% macro billed_service_key(procedure_code, modifier, charge_amount, service_date) -%}
    {#- what a charge and the claim's line for it have in common: billing knows one modifier -#}
    {{ claimhouse.integer_key([
        "upper(coalesce(" ~ procedure_code ~ ", ''))",
        "upper(coalesce(" ~ modifier ~ ", ''))",
        "cast(" ~ charge_amount ~ " as decimal(18, 2))",
        service_date,
    ]) }}
{%- endmacro %}
