with

adjustments as (
    select * from {{ touched_transactions(ref('silver_x12_835_adjustments')) }}
),

remittances as (
    select * from {{ touched_remittances(ref('silver_remittances')) }}
),

reasons as (
    select * from {{ ref('adjustment_reasons') }}
),

adjustment_groups as (
    select * from {{ ref('adjustment_groups') }}
)

select
    {{ x12_claim_key('adjustments') }} as remittance_claim_key,
    adjustments.service_number,
    adjustments.segment_number,
    adjustments.triplet_number,
    remittances.remittance_key,
    remittances.network_id,
    adjustments.adjustment_group_code,
    adjustments.adjustment_reason_code,
    coalesce(reasons.category, 'unclassified') as adjustment_category,
    adjustments.adjustment_amount,
    adjustments.adjustment_quantity,
    coalesce(reasons.is_denial, false)
    and coalesce(adjustments.adjustment_group_code, '') <> 'PR' as is_denial,
    coalesce(reasons.is_contractual, false) as is_contractual,
    -- a 4010 reversal has CR in place of the group that it takes back: the reason tells
    coalesce(adjustments.adjustment_group_code, '') = 'PR'
    or coalesce(adjustment_groups.is_reversal_marker, false)
    and coalesce(reasons.is_patient_liability, false) as is_patient_responsibility,
    -- PR-96 and PR-204: the payer denies, the patient is billed
    coalesce(adjustments.adjustment_group_code, '') = 'PR'
    and adjustments.adjustment_reason_code in ('96', '204') as is_patient_billed_denial
from adjustments
inner join remittances
    on adjustments.transaction_key = remittances.remittance_key
left join reasons
    on adjustments.adjustment_reason_code = reasons.adjustment_reason_code
left join adjustment_groups
    on adjustments.adjustment_group_code = adjustment_groups.adjustment_group_code
