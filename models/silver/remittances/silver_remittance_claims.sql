with

claims as (
    select * from {{ touched_transactions(ref('silver_x12_835_claims')) }}
),

totals as (
    select * from {{ touched_transactions(ref('silver_x12_835_claim_totals')) }}
),

details as (
    select * from {{ touched_transactions(ref('silver_x12_835_claim_details')) }}
),

remittances as (
    select * from {{ touched_remittances(ref('silver_remittances')) }}
),

statuses as (
    select * from {{ ref('claim_status_codes') }}
),

reversal_markers as (
    select distinct
        adjustments.transaction_key,
        adjustments.part_number,
        adjustments.claim_number
    from {{ touched_transactions(ref('silver_x12_835_adjustments')) }} as adjustments
    inner join {{ ref('adjustment_groups') }} as adjustment_groups
        on adjustments.adjustment_group_code = adjustment_groups.adjustment_group_code
    where adjustment_groups.is_reversal_marker
)

select
    {{ x12_claim_key('claims') }} as remittance_claim_key,
    remittances.remittance_key,
    remittances.network_id,
    claims.part_number,
    claims.claim_number,
    {{ token('claim', ['remittances.network_id', 'claims.claim_id']) }} as claim_token,
    {{ token(
        'payer_claim', ['remittances.network_id', 'claims.payer_claim_control_number']
    ) }} as payer_claim_token,
    claims.claim_status_code,
    statuses.payer_sequence,
    claims.claim_filing_indicator_code,
    claims.facility_type_code,
    claims.claim_frequency_code,
    claims.drg_code,
    details.rendering_provider_npi,
    totals.charge_amount,
    totals.paid_amount,
    totals.patient_responsibility_amount,
    totals.adjustment_amount,
    totals.claim_level_adjustment_amount,
    totals.line_charge_amount,
    totals.line_paid_amount,
    totals.service_count,
    -- the payer informs of these, and no balance depends on them
    details.reported_coverage_amount,
    details.reported_interest_amount,
    details.reported_discount_amount,
    details.reported_patient_paid_amount,
    -- group CR (4010) marks a reversal too
    coalesce(statuses.is_reversal, false)
    or reversal_markers.transaction_key is not null
        as is_reversal,
    coalesce(statuses.is_predetermination, false) as is_predetermination,
    coalesce(statuses.is_forwarded, false) as is_forwarded,
    coalesce(statuses.counts_as_adjudicated, false) as is_adjudicated,
    totals.charge_amount - totals.adjustment_amount = totals.paid_amount as is_balanced,
    coalesce(details.is_crossed_over, false) as is_crossed_over,
    coalesce(details.is_insured_corrected, false) as is_insured_corrected,
    coalesce(details.is_payer_corrected, false) as is_payer_corrected,
    details.service_from_date,
    details.service_to_date,
    details.received_date,
    details.coverage_expiration_date,
    remittances.remittance_date
from claims
inner join totals
    on claims.transaction_key = totals.transaction_key
    and claims.part_number = totals.part_number
    and claims.claim_number = totals.claim_number
inner join remittances
    on claims.transaction_key = remittances.remittance_key
left join details
    on claims.transaction_key = details.transaction_key
    and claims.part_number = details.part_number
    and claims.claim_number = details.claim_number
left join statuses
    on claims.claim_status_code = statuses.claim_status_code
left join reversal_markers
    on claims.transaction_key = reversal_markers.transaction_key
    and claims.part_number = reversal_markers.part_number
    and claims.claim_number = reversal_markers.claim_number
