-- What became of each line of a chain, net of all answers. What a line is comes from
-- the latest version that has it, what it is worth from the ledger.
with

version_lines as (
    select
        *,
        row_number() over (
            partition by chain_key, chain_line_number
            order by version_number desc, line_number asc
        ) as version_rank
    from {{ ref('silver_claim_version_lines') }}
),

lines as (
    select * from {{ ref('silver_claim_lines') }}
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
),

described as (
    select
        version_lines.chain_key,
        version_lines.chain_line_number as line_number,
        lines.procedure_code,
        lines.modifier_1,
        lines.modifier_2,
        lines.revenue_code,
        lines.place_of_service_code,
        lines.service_units,
        lines.unit_code,
        lines.service_from_date,
        providers.provider_key,
        providers.provider_version_key
    from version_lines
    inner join lines
        on version_lines.claim_key = lines.claim_key
        and version_lines.line_number = lines.line_number
    left join providers
        on version_lines.claim_key = providers.claim_key
        and version_lines.line_number = providers.line_number
    where version_lines.version_rank = 1
)

select
    balances.chain_key,
    balances.chain_line_number as line_number,
    claims.network_id,
    claims.payer_key,
    described.provider_key,
    described.provider_version_key,
    described.procedure_code,
    described.modifier_1,
    described.modifier_2,
    described.revenue_code,
    described.place_of_service_code,
    described.unit_code,
    described.service_units,
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
    coalesce(described.service_from_date, claims.service_date) as service_date
from balances
inner join claims
    on balances.chain_key = claims.chain_key
left join described
    on balances.chain_key = described.chain_key
    and balances.chain_line_number = described.line_number
left join contracts
    on balances.chain_key = contracts.chain_key
    and balances.chain_line_number = contracts.chain_line_number
