-- A chain counts once, with all that was sent and answered for it (DOMAIN 3).
with

chains as (
    select * from {{ ref('silver_claim_chains') }}
),

payers as (
    select * from {{ ref('silver_payer_identifiers') }}
)

select
    chains.chain_key,
    chains.network_id,
    payers.payer_key,
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
inner join payers
    on chains.network_id = payers.network_id
    and {{ payer_identifier('chains.payer_id', 'chains.payer_name') }}
    = payers.payer_identifier
