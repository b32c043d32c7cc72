with

claims as (
    select * from {{ new_files(ref('silver_x12_835_claims')) }}
),

services as (
    select
        transaction_key,
        part_number,
        claim_number,
        count(*) as service_count,
        sum(charge_amount) as charge_amount,
        sum(paid_amount) as paid_amount
    from {{ new_files(ref('silver_x12_835_services')) }}
    group by transaction_key, part_number, claim_number
),

adjustments as (
    select
        transaction_key,
        part_number,
        claim_number,
        sum(adjustment_amount) as adjustment_amount,
        sum(case when service_number = 0 then adjustment_amount else 0 end)
            as claim_level_amount,
        sum(case when adjustment_group_code = 'PR' then adjustment_amount else 0 end)
            as patient_amount
    from {{ new_files(ref('silver_x12_835_adjustments')) }}
    group by transaction_key, part_number, claim_number
)

select
    claims.transaction_key,
    claims.part_number,
    claims.claim_number,
    claims.claim_status_code,
    cast(coalesce(services.service_count, 0) as integer) as service_count,
    claims.charge_amount,
    claims.paid_amount,
    claims.patient_responsibility_amount,
    cast(coalesce(services.charge_amount, 0) as decimal(18, 2)) as line_charge_amount,
    cast(coalesce(services.paid_amount, 0) as decimal(18, 2)) as line_paid_amount,
    cast(coalesce(adjustments.adjustment_amount, 0) as decimal(18, 2))
        as adjustment_amount,
    cast(coalesce(adjustments.claim_level_amount, 0) as decimal(18, 2))
        as claim_level_adjustment_amount,
    cast(coalesce(adjustments.patient_amount, 0) as decimal(18, 2))
        as patient_adjustment_amount
from claims
left join services
    on claims.transaction_key = services.transaction_key
    and claims.part_number = services.part_number
    and claims.claim_number = services.claim_number
left join adjustments
    on claims.transaction_key = adjustments.transaction_key
    and claims.part_number = adjustments.part_number
    and claims.claim_number = adjustments.claim_number
