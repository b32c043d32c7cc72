-- A chain counts once, with all that was sent and answered for it (DOMAIN 3).
with

chains as (
    select
        *,
        chain_status in (
            'paid', 'paid_and_written_off', 'written_off', 'patient_share',
            'patient_billed', 'capitated'
        ) as is_closed
    from {{ ref('silver_claim_chains') }}
),

parties as (
    select * from {{ ref('silver_chain_parties') }}
),

balances as (
    select * from {{ ref('silver_chain_balances') }}
),

firsts as (
    select * from {{ ref('silver_first_adjudications') }}
),

denials as (
    select * from {{ ref('silver_chain_denials') }}
)

select
    chains.chain_key,
    chains.network_id,
    {{ prefixed('parties', [
        'payer_key', 'secondary_payer_key', 'member_key', 'plan_id',
        'coverage_span_key', 'billing_provider_key', 'rendering_provider_key',
        'rendering_provider_version_key', 'facility_key',
    ]) | join(',\n    ') }},
    chains.claim_type,
    chains.chain_status,
    denials.first_adjustment_reason_code as first_denial_reason_code,
    chains.was_rejected,
    chains.is_voided,
    chains.is_closed,
    coalesce(firsts.is_settled, false) as is_first_pass,
    coalesce(denials.was_denied_first, false) as was_denied_first,
    coalesce(denials.was_overturned, false) as was_overturned,
    chains.version_count,
    chains.answer_count,
    {{ prefixed('chains', [
        'charge_amount', 'primary_paid_amount', 'secondary_paid_amount',
        'contractual_amount', 'patient_amount', 'written_off_amount',
        'open_payer_amount', 'open_patient_amount',
    ]) | join(',\n    ') }},
    -- an answer may be here before its claim
    cast(case
        when firsts.chain_key is not null
            then coalesce(nullif(firsts.charge_amount, 0), chains.charge_amount)
    end as decimal(18, 2)) as first_adjudicated_charge_amount,
    cast(coalesce(denials.first_denied_charge_amount, 0) as decimal(18, 2))
        as first_denied_charge_amount,
    cast(coalesce(denials.first_overturned_charge_amount, 0) as decimal(18, 2))
        as overturned_charge_amount,
    {{ prefixed('chains', [
        'service_date', 'first_sent_date', 'accepted_date', 'first_answer_date',
        'last_answer_date', 'written_off_date', 'last_posted_date',
    ]) | join(',\n    ') }},
    balances.first_paid_date,
    case when chains.is_closed then chains.last_posted_date end as closed_date,
    denials.resolved_date as denial_resolved_date,
    cast(denials.days_to_resolution as integer) as days_to_resolution,
    cast(
        {{ dbt.datediff('chains.first_sent_date', 'balances.first_paid_date', 'day') }}
        as integer
    ) as payment_lag_days
from chains
inner join parties
    on chains.chain_key = parties.chain_key
inner join balances
    on chains.chain_key = balances.chain_key
left join firsts
    on chains.chain_key = firsts.chain_key
left join denials
    on chains.chain_key = denials.chain_key
