with

services as (
    select * from {{ touched_transactions(ref('silver_x12_835_services')) }}
),

remittances as (
    select * from {{ touched_remittances(ref('silver_remittances')) }}
),

details as (
    select * from {{ touched_transactions(ref('silver_x12_835_service_details')) }}
),

adjustments as (
    select
        transaction_key,
        part_number,
        claim_number,
        service_number,
        sum(adjustment_amount) as adjustment_amount
    from {{ touched_transactions(ref('silver_x12_835_adjustments')) }}
    where service_number > 0
    group by transaction_key, part_number, claim_number, service_number
)

select
    {{ x12_claim_key('services') }} as remittance_claim_key,
    services.service_number,
    remittances.remittance_key,
    remittances.network_id,
    {{ token('line', ['remittances.network_id', 'details.line_control_number']) }}
        as line_token,
    services.procedure_qualifier,
    services.procedure_code,
    services.modifier_1,
    services.modifier_2,
    services.modifier_3,
    services.modifier_4,
    services.submitted_procedure_code,
    services.revenue_code,
    services.charge_amount,
    services.paid_amount,
    cast(coalesce(adjustments.adjustment_amount, 0) as decimal(18, 2))
        as adjustment_amount,
    details.reported_allowed_amount,
    services.paid_units,
    services.submitted_units,
    services.charge_amount - coalesce(adjustments.adjustment_amount, 0)
    = services.paid_amount as is_balanced,
    details.service_from_date,
    details.service_to_date
from services
inner join remittances
    on services.transaction_key = remittances.remittance_key
left join adjustments
    on services.transaction_key = adjustments.transaction_key
    and services.part_number = adjustments.part_number
    and services.claim_number = adjustments.claim_number
    and services.service_number = adjustments.service_number
left join details
    on services.transaction_key = details.transaction_key
    and services.part_number = details.part_number
    and services.claim_number = details.claim_number
    and services.service_number = details.service_number
