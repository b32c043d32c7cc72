-- What became of each line of a chain, net of all answers.
with

lines as (
    select * from {{ ref('silver_chain_lines') }}
),

providers as (
    select * from {{ ref('silver_claim_line_providers') }}
),

claims as (
    select * from {{ ref('fct_claims') }}
),

contracts as (
    select * from {{ ref('silver_line_contracts') }}
),

balances as (
    select * from {{ ref('silver_line_balances') }}
)

select
    balances.chain_key,
    balances.chain_line_number as line_number,
    claims.network_id,
    claims.payer_key,
    providers.provider_key,
    providers.provider_version_key,
    {{ prefixed('lines', [
        'procedure_code', 'modifier_1', 'modifier_2', 'revenue_code',
        'place_of_service_code', 'unit_code', 'service_units',
    ]) | join(',\n    ') }},
    {{ prefixed('balances', [
        'charge_amount', 'primary_paid_amount', 'secondary_paid_amount',
        'contractual_amount', 'written_off_amount', 'open_payer_amount',
        'open_patient_amount',
    ]) | join(',\n    ') }},
    contracts.contract_amount,
    balances.allowed_amount,
    case
        when contracts.contract_amount > balances.allowed_amount
            then cast(
                contracts.contract_amount - balances.allowed_amount as decimal(18, 2)
            )
        when contracts.contract_amount <= balances.allowed_amount
            then cast(0 as decimal(18, 2))
    end as underpaid_amount,
    coalesce(lines.service_from_date, claims.service_date) as service_date
from balances
inner join claims
    on balances.chain_key = claims.chain_key
left join lines
    on balances.chain_key = lines.chain_key
    and balances.chain_line_number = lines.chain_line_number
left join providers
    on lines.claim_key = providers.claim_key
    and lines.line_number = providers.line_number
left join contracts
    on balances.chain_key = contracts.chain_key
    and balances.chain_line_number = contracts.chain_line_number
