with

segments as (
    {{ x12_tagged(ref('silver_x12_837_segments'), ['CLM', 'REF', 'DTP']) | indent(4) }}
    -- what stands after an NM1, SBR or LX belongs to that loop
    and segments.claim_number > 0 and segments.line_number = 0
    and segments.payer_number = 0 and segments.entity_number = 0
),

claims as (
    select
        *,
        {{ x12_element(5) }} as facility_composite
    from segments
    where segment_tag = 'CLM'
),

details as (
    select
        transaction_key,
        part_number,
        level_number,
        claim_number,
        max(case when segment_tag || {{ x12_element(1) }} = 'REFF8'
            then {{ x12_element(2) }} end) as payer_claim_control_number,
        max(case when segment_tag || {{ x12_element(1) }} = 'REFD9'
            then {{ x12_element(2) }} end) as clearinghouse_trace_number,
        max(case when segment_tag || {{ x12_element(1) }} = 'REFG1'
            then {{ x12_element(2) }} end) as prior_authorization_number,
        max(case when segment_tag || {{ x12_element(1) }} = 'DTP434'
            then {{ x12_element(3) }} end) as statement_period,
        max(case when segment_tag || {{ x12_element(1) }} = 'DTP435'
            then {{ x12_element(3) }} end) as admission
    from segments
    where segment_tag in ('REF', 'DTP')
    group by transaction_key, part_number, level_number, claim_number
)

select
    claims.transaction_key,
    claims.part_number,
    claims.level_number,
    claims.claim_number,
    {{ x12_element(1, 'claims.segment') }} as claim_id,
    {{ x12_amount(x12_element(2, 'claims.segment')) }} as charge_amount,
    {{ x12_component('facility_composite', 1) }} as facility_type_code,
    {{ x12_component('facility_composite', 2) }} as facility_type_qualifier,
    {{ x12_component('facility_composite', 3) }} as claim_frequency_code,
    details.payer_claim_control_number,
    details.clearinghouse_trace_number,
    details.prior_authorization_number,
    {{ safe_date('substr(details.statement_period, 1, 8)') }} as statement_from_date,
    {{ safe_date('right(details.statement_period, 8)') }} as statement_to_date,
    {{ safe_date('substr(details.admission, 1, 8)') }} as admission_date
from claims
left join details
    on claims.transaction_key = details.transaction_key
    and claims.part_number = details.part_number
    and claims.level_number = details.level_number
    and claims.claim_number = details.claim_number
