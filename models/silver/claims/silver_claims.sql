with

claims as (
    select * from {{ touched_transactions(ref('silver_x12_837_claims')) }}
),

transactions as (
    select * from {{ touched_transactions(ref('silver_x12_transaction_status')) }}
    where transaction_status = 'used'
),

levels as (
    select * from {{ touched_transactions(ref('silver_x12_837_levels')) }}
),

entities as (
    select
        entities.*,
        levels.level_position
    from {{ touched_transactions(ref('silver_x12_837_entities')) }} as entities
    inner join levels
        on entities.transaction_key = levels.transaction_key
        and entities.part_number = levels.part_number
        and entities.level_number = levels.level_number
    where entities.claim_number = 0 and entities.occurrence = 1
)

select
    {{ x12_837_claim_key('claims') }} as claim_key,
    transactions.transaction_key,
    transactions.network_id,
    claims.part_number,
    claims.level_number,
    claims.claim_number,
    {{ token('claim', ['transactions.network_id', 'claims.claim_id']) }}
        as claim_token,
    transactions.transaction_type as claim_type,
    claims.claim_frequency_code,
    claims.facility_type_code,
    claims.facility_type_qualifier,
    case
        when claims.facility_type_qualifier = 'A'
            then claims.facility_type_code || coalesce(claims.claim_frequency_code, '')
    end as type_of_bill,
    claims.admission_type_code,
    claims.admission_source_code,
    claims.patient_status_code,
    claims.assignment_code,
    claims.benefits_assignment_code,
    claims.release_code,
    claims.related_cause_code_1,
    claims.related_cause_code_2,
    claims.related_cause_code_3,
    claims.accident_state_code,
    claims.special_program_code,
    claims.delay_reason_code,
    claims.contract_type_code,
    {{ token(
        'payer_claim', ['transactions.network_id', 'claims.payer_claim_control_number']
    ) }} as payer_claim_token,
    {{ token(
        'clearinghouse', ['transactions.network_id', 'claims.clearinghouse_trace_number']
    ) }} as clearinghouse_token,
    {{ token(
        'prior_authorization',
        ['transactions.network_id', 'claims.prior_authorization_number']
    ) }} as prior_authorization_token,
    payers.last_or_organization_name as payer_name,
    payers.entity_id as payer_id,
    billing_providers.last_or_organization_name as billing_provider_name,
    case
        when billing_providers.entity_id_qualifier = 'XX'
            then billing_providers.entity_id
    end as billing_provider_npi,
    claims.charge_amount,
    claims.patient_paid_amount,
    claims.patient_estimate_amount,
    claims.contract_amount,
    claims.attachment_count,
    claims.has_note,
    coalesce(claims.claim_frequency_code, '') = '7' as is_replacement,
    coalesce(claims.claim_frequency_code, '') = '8' as is_void,
    claims.statement_from_date,
    claims.statement_to_date,
    claims.admission_date,
    transactions.source_name,
    transactions.source_sha256,
    transactions.source_row + claims.part_number - 1 as source_row
from claims
inner join transactions
    on claims.transaction_key = transactions.transaction_key
left join levels
    on claims.transaction_key = levels.transaction_key
    and claims.part_number = levels.part_number
    and claims.level_number = levels.level_number
left join entities as payers
    on levels.transaction_key = payers.transaction_key
    and levels.subscriber_position = payers.level_position
    and payers.entity_code = 'PR'
left join entities as billing_providers
    on levels.transaction_key = billing_providers.transaction_key
    and levels.billing_position = billing_providers.level_position
    and billing_providers.entity_code = '85'
