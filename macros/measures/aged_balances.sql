{% macro aged_balances(basis=none) -%}
    {#- The columns that an open balance has, the same for any date and at month ends. -#}
    as_of_date,
    service_date,
    billed_date,
    {%- for part in ['payer', 'patient'] %}
    cast(open_{{ part }}_amount as decimal(18, 2)) as open_{{ part }}_amount,
    {%- endfor %}
    cast(open_payer_amount + open_patient_amount as decimal(18, 2)) as open_amount,
    {%- for part in ['payer', 'patient'] %}
    cast(least(open_{{ part }}_amount, 0) as decimal(18, 2)) as {{ part }}_credit_amount,
    {%- endfor %}
    open_payer_amount < 0 or open_patient_amount < 0 as is_credit,
    {%- for name in ['service', 'billed'] %}
    cast({{ dbt.datediff(name ~ '_date', 'as_of_date', 'day') }} as integer)
        as days_since_{{ name }},
    {%- endfor %}
    {{ claimhouse.aging_bucket(
        dbt.datediff(claimhouse.aging_basis(basis) ~ '_date', 'as_of_date', 'day')
    ) }} as aging_bucket
{%- endmacro %}
