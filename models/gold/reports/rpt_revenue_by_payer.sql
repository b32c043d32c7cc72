-- Cash by payer: claim payments less what PLB took or added. PLB reaches no procedure.
{%- set amounts = [
    'charge', 'paid', 'contractual', 'patient_responsibility', 'denial', 'other_adjustment',
] %}
with

adjudications as (
    select * from {{ ref('fct_adjudications') }}
),

remittances as (
    select * from {{ ref('fct_remittances') }}
),

payers as (
    select * from {{ ref('dim_payer') }}
),

claim_amounts as (
    select
        network_id,
        payer_key,
        {%- for amount in amounts %}
        sum({{ amount }}_amount) as {{ amount }}_amount,
        {%- endfor %}
        {{ dbt.date_trunc('month', 'remittance_date') }} as remittance_month
    from adjudications
    group by
        network_id, payer_key, {{ dbt.date_trunc('month', 'remittance_date') }}
),

payment_amounts as (
    select
        network_id,
        payer_key,
        {{ dbt.date_trunc('month', 'remittance_date') }} as remittance_month,
        count(*) as remittance_count,
        sum(claim_count) as claim_count,
        sum(provider_adjustment_amount) as provider_adjustment_amount,
        sum(payment_amount) as payment_amount
    from remittances
    group by
        network_id, payer_key, {{ dbt.date_trunc('month', 'remittance_date') }}
)

select
    payment_amounts.network_id,
    payment_amounts.payer_key,
    payers.payer_name,
    cast(payment_amounts.remittance_month as date) as remittance_month,
    payment_amounts.remittance_count,
    cast(payment_amounts.claim_count as bigint) as claim_count,
    {%- for amount in amounts %}
    cast(coalesce(claim_amounts.{{ amount }}_amount, 0) as decimal(18, 2))
        as {{ amount }}_amount,
    {%- endfor %}
    cast(payment_amounts.provider_adjustment_amount as decimal(18, 2))
        as provider_adjustment_amount,
    cast(payment_amounts.payment_amount as decimal(18, 2)) as payment_amount
from payment_amounts
inner join payers
    on payment_amounts.payer_key = payers.payer_key
left join claim_amounts
    on payment_amounts.network_id = claim_amounts.network_id
    and payment_amounts.payer_key = claim_amounts.payer_key
    -- a remittance without any date keeps its money, in a month of its own
    and coalesce(payment_amounts.remittance_month, {{ open_date() }})
    = coalesce(claim_amounts.remittance_month, {{ open_date() }})
