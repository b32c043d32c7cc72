-- A row here: by the adjustments alone another number of lines is denied, or another
-- amount, than silver_denial_events has; or the distinct denials have lost an event
-- that has a chain, or count the charge of a denied line more than once. It does not
-- say that a denial is wrongly classified: that is the seeds' matter.
with

decided as (
    select
        claims.remittance_claim_key,
        claims.paid_amount
    from {{ ref('silver_remittance_claims') }} as claims
    left join {{ ref('silver_claim_answers') }} as answers
        on claims.remittance_claim_key = answers.remittance_claim_key
    where
        claims.is_adjudicated
        and not claims.is_reversal
        and not claims.is_predetermination
        and coalesce(answers.answer_role, '') <> 'duplicate'
),

refused as (
    select
        remittance_claim_key,
        service_number,
        {{ sum_where('adjustment_amount', 'is_denial') }} as payer_amount,
        {{ sum_where('adjustment_amount', 'is_patient_billed_denial') }}
            as patient_billed_amount
    from {{ ref('silver_adjustments') }}
    group by remittance_claim_key, service_number
),

expected as (
    select
        refused.remittance_claim_key,
        refused.service_number,
        case
            when refused.payer_amount > 0 then refused.payer_amount
            else refused.patient_billed_amount
        end as denied_amount
    from refused
    inner join decided
        on refused.remittance_claim_key = decided.remittance_claim_key
    left join {{ ref('silver_service_payments') }} as payments
        on refused.remittance_claim_key = payments.remittance_claim_key
        and refused.service_number = payments.service_number
    where
        coalesce(payments.paid_amount, decided.paid_amount) = 0
        and (refused.payer_amount > 0 or refused.patient_billed_amount > 0)
),

answered as (
    select
        chain_key,
        chain_line_number,
        remittance_claim_key,
        sum(charge_amount) as charge_amount
    from {{ ref('silver_denial_events') }}
    where chain_key is not null
    group by chain_key, chain_line_number, remittance_claim_key
),

once as (
    select
        chain_key,
        chain_line_number,
        max(charge_amount) as charge_amount
    from answered
    group by chain_key, chain_line_number
),

checks as (
    select
        'events' as subject,
        (select count(*) from expected) as expected,
        (select count(*) from {{ ref('silver_denial_events') }}) as found
    union all
    select
        'denied amounts' as subject,
        (select coalesce(sum(denied_amount), 0) from expected) as expected,
        (
            select coalesce(sum(denied_amount), 0)
            from {{ ref('silver_denial_events') }}
        ) as found
    union all
    select
        'events of chains' as subject,
        (
            select count(*)
            from {{ ref('silver_denial_events') }}
            where chain_key is not null
        ) as expected,
        (
            select coalesce(sum(event_count), 0)
            from {{ ref('silver_denials') }}
        ) as found
    union all
    select
        'lines that count more than one answer denied' as subject,
        0 as expected,
        (
            select count(*)
            from once
            inner join {{ ref('silver_denials') }} as denials
                on once.chain_key = denials.chain_key
                and once.chain_line_number = denials.chain_line_number
            where denials.denied_charge_amount > once.charge_amount
        ) as found
)

select *
from checks
where expected <> found
