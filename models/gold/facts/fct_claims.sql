-- A chain counts once, with all that was sent and answered for it (DOMAIN 3).
with

chains as (
    select * from {{ ref('silver_claim_chains') }}
),

parties as (
    select * from {{ ref('silver_chain_parties') }}
)

select
    chains.chain_key,
    chains.network_id,
    parties.payer_key,
    parties.secondary_payer_key,
    parties.member_key,
    parties.plan_id,
    parties.coverage_span_key,
    parties.billing_provider_key,
    parties.rendering_provider_key,
    parties.rendering_provider_version_key,
    parties.facility_key,
    chains.claim_type,
    chains.chain_status,
    chains.was_rejected,
    chains.is_voided,
    chains.version_count,
    chains.answer_count,
    {%- for amount in [
        'charge', 'primary_paid', 'secondary_paid', 'contractual', 'patient',
        'written_off', 'open_payer', 'open_patient',
    ] %}
    chains.{{ amount }}_amount,
    {%- endfor %}
    chains.service_date,
    chains.first_sent_date,
    chains.accepted_date,
    chains.first_answer_date,
    chains.last_answer_date,
    chains.written_off_date,
    chains.last_posted_date
from chains
inner join parties
    on chains.chain_key = parties.chain_key
