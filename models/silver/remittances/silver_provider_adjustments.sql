with

provider_adjustments as (
    select * from {{ touched_transactions(ref('silver_x12_835_provider_adjustments')) }}
),

remittances as (
    select * from {{ touched_remittances(ref('silver_remittances')) }}
),

reasons as (
    select * from {{ ref('provider_adjustment_reasons') }}
)

select
    remittances.remittance_key,
    provider_adjustments.part_number,
    provider_adjustments.claim_number,
    provider_adjustments.service_number,
    provider_adjustments.segment_number,
    provider_adjustments.pair_number,
    remittances.network_id,
    provider_adjustments.provider_id,
    provider_adjustments.provider_adjustment_reason_code,
    coalesce(reasons.category, 'other') as provider_adjustment_category,
    -- in the namespace of CLP07, since a recovery may name the claim so
    {{ token('payer_claim', [
        'remittances.network_id', 'provider_adjustments.provider_adjustment_reference'
    ]) }} as provider_adjustment_token,
    -- positive lowers the payment, negative raises it
    provider_adjustments.adjustment_amount,
    provider_adjustments.fiscal_period_end_date,
    remittances.remittance_date
from provider_adjustments
inner join remittances
    on provider_adjustments.transaction_key = remittances.remittance_key
left join reasons
    on provider_adjustments.provider_adjustment_reason_code
    = reasons.provider_adjustment_reason_code
