-- Lines of settled chains, net of all versions and answers. A line that only earlier
-- versions had, and that is worth nothing now, was taken back. Money of the claim as a
-- whole (line 0) stands last, so that the lines count from 1.
{%- set amounts = [
    'charge_amount', 'primary_paid_amount', 'secondary_paid_amount',
    'contractual_amount', 'written_off_amount', 'open_payer_amount',
    'open_patient_amount',
] %}
with

claims as (
    select * from {{ ref('silver_final_claims') }}
),

balances as (
    select * from {{ ref('silver_line_balances') }}
),

lines as (
    select * from {{ ref('silver_chain_lines') }}
),

renderers as (
    select * from {{ ref('silver_claim_line_providers') }}
),

kept as (
    select
        balances.*,
        {{ prefixed('lines', [
            'claim_key', 'line_number', 'procedure_qualifier', 'procedure_code',
            'modifier_1', 'modifier_2', 'modifier_3', 'modifier_4', 'revenue_code',
            'place_of_service_code', 'service_units', 'service_from_date',
            'service_to_date',
        ]) | join(',\n        ') }}
    from balances
    inner join claims
        on balances.chain_key = claims.chain_key
    left join lines
        on balances.chain_key = lines.chain_key
        and balances.chain_line_number = lines.chain_line_number
    where
        coalesce(lines.is_in_charged_version, false)
        {%- for amount in amounts %}
        or balances.{{ amount }} <> 0
        {%- endfor %}
)

select
    kept.chain_key,
    cast(row_number() over (
        partition by kept.chain_key
        order by
            case when kept.chain_line_number = 0 then 1 else 0 end,
            kept.chain_line_number
    ) as integer) as final_line_number,
    kept.chain_line_number,
    kept.claim_key,
    kept.line_number,
    {{ prefixed('kept', [
        'procedure_qualifier', 'procedure_code', 'modifier_1', 'modifier_2',
        'modifier_3', 'modifier_4', 'revenue_code', 'place_of_service_code',
        'service_units', 'service_from_date', 'service_to_date',
    ]) | join(',\n    ') }},
    renderers.provider_npi as rendering_npi,
    kept.charge_amount,
    cast(kept.primary_paid_amount + kept.secondary_paid_amount as decimal(18, 2))
        as paid_amount,
    cast(coalesce(kept.allowed_amount, 0) as decimal(18, 2)) as allowed_amount
from kept
left join renderers
    on kept.claim_key = renderers.claim_key
    and kept.line_number = renderers.line_number
