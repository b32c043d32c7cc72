{% macro open_balances(as_of_date, aging_basis=none, ledger=none) -%}
    {#- 2026-03-31 without quotes around it would be a subtraction. -#}
    {%- set is_literal = modules.re.match(
        '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', as_of_date | string
    ) -%}
    {%- set as_of = "cast('" ~ as_of_date ~ "' as date)" if is_literal
        else 'cast(' ~ as_of_date ~ ' as date)' -%}
select
    chain_key,
    network_id,
    payer_key,
    {{ claimhouse.aged_balances(aging_basis) }}
from (
    select
        *,
        {{ as_of }} as as_of_date
    from (
        select
            chain_key,
            network_id,
            claim_payer_key as payer_key,
            service_date,
            billed_date,
            sum(payer_balance_amount) as open_payer_amount,
            sum(patient_balance_amount) as open_patient_amount
        from {{ ledger or ref('fct_ledger') }}
        where posted_date <= {{ as_of }}
        group by chain_key, network_id, claim_payer_key, service_date, billed_date
    ) as posted
    where open_payer_amount <> 0 or open_patient_amount <> 0
) as dated
{%- endmacro %}
