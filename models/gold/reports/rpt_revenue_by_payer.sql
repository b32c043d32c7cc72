-- Cash by payer: claim payments less what PLB took or added. PLB reaches no procedure.
with

remittance_lines as (
    select * from {{ ref('fct_remittance_lines') }}
),

remittances as (
    select * from {{ ref('silver_remittances') }}
),

payers as (
    select * from {{ ref('dim_payer') }}
),

claim_amounts as (
    select
        payer_key,
        {{ dbt.date_trunc('month', 'remittance_date') }} as remittance_month,
        sum(charge_amount) as charge_amount,
        sum(paid_amount) as paid_amount,
        sum(contractual_amount) as contractual_amount,
        sum(patient_responsibility_amount) as patient_responsibility_amount,
        sum(denial_amount) as denial_amount,
        sum(other_adjustment_amount) as other_adjustment_amount
    from remittance_lines
    group by payer_key, {{ dbt.date_trunc('month', 'remittance_date') }}
),

payment_amounts as (
    select
        {{ dbt_utils.generate_surrogate_key(['network_id', 'payer_id', 'payer_name']) }}
            as payer_key,
        {{ dbt.date_trunc('month', 'remittance_date') }} as remittance_month,
        count(*) as remittance_count,
        sum(claim_count) as claim_count,
        sum(provider_adjustment_amount) as provider_adjustment_amount,
        sum(payment_amount) as payment_amount
    from remittances
    group by
        network_id,
        payer_id,
        payer_name,
        {{ dbt.date_trunc('month', 'remittance_date') }}
)

select
    payers.network_id,
    payment_amounts.payer_key,
    payers.payer_name,
    cast(payment_amounts.remittance_month as date) as remittance_month,
    payment_amounts.remittance_count,
    cast(payment_amounts.claim_count as bigint) as claim_count,
    cast(coalesce(claim_amounts.charge_amount, 0) as decimal(18, 2)) as charge_amount,
    cast(coalesce(claim_amounts.paid_amount, 0) as decimal(18, 2)) as paid_amount,
    cast(coalesce(claim_amounts.contractual_amount, 0) as decimal(18, 2))
        as contractual_amount,
    cast(coalesce(claim_amounts.patient_responsibility_amount, 0) as decimal(18, 2))
        as patient_responsibility_amount,
    cast(coalesce(claim_amounts.denial_amount, 0) as decimal(18, 2)) as denial_amount,
    cast(coalesce(claim_amounts.other_adjustment_amount, 0) as decimal(18, 2))
        as other_adjustment_amount,
    cast(payment_amounts.provider_adjustment_amount as decimal(18, 2))
        as provider_adjustment_amount,
    cast(payment_amounts.payment_amount as decimal(18, 2)) as payment_amount
from payment_amounts
inner join payers
    on payment_amounts.payer_key = payers.payer_key
left join claim_amounts
    on payment_amounts.payer_key = claim_amounts.payer_key
    and (
        payment_amounts.remittance_month = claim_amounts.remittance_month
        -- a remittance without any date keeps its money, in a month of its own
        or (
            payment_amounts.remittance_month is null
            and claim_amounts.remittance_month is null
        )
    )
