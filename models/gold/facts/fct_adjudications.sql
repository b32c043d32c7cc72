-- Every decision of a payer, line by line, with its place in its chain.
with

lines as (
    select * from {{ ref('silver_remittance_lines') }}
),

remittances as (
    select * from {{ ref('fct_remittances') }}
),

answers as (
    select * from {{ ref('silver_claim_answers') }}
),

line_answers as (
    select * from {{ ref('silver_line_answers') }}
)

select
    lines.remittance_claim_key,
    lines.service_number,
    lines.network_id,
    remittances.payer_key,
    answers.chain_key,
    coalesce(line_answers.chain_line_number, 0) as chain_line_number,
    answers.answer_role,
    answers.payer_rank,
    {{ prefixed('lines', [
        'claim_token', 'procedure_code', 'claim_status_code', 'is_reversal',
        'is_predetermination', 'is_balanced', 'is_denied', 'is_adjudicated_line',
        'charge_amount', 'paid_amount', 'contractual_amount',
        'patient_responsibility_amount', 'denial_amount', 'other_adjustment_amount',
        'service_date', 'remittance_date', 'source_sha256', 'source_row',
    ]) | join(',\n    ') }}
from lines
inner join remittances
    on lines.remittance_key = remittances.remittance_key
inner join answers
    on lines.remittance_claim_key = answers.remittance_claim_key
left join line_answers
    on lines.remittance_claim_key = line_answers.remittance_claim_key
    and lines.service_number = line_answers.service_number
