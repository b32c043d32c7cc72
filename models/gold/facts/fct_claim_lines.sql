-- What became of each line of a chain, net of all answers. What a line is comes from
-- the latest version that has it, what it is worth from the ledger.
{%- set paid = "movement_type = 'payment'" %}
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
),

posted as (
    select
        chain_key,
        line_number,
        {{ sum_where('amount', "movement_type = 'charge'") }} as charge_amount,
        {{ sum_where('amount', paid ~ ' and payer_rank = 1') }} as primary_paid_amount,
        {{ sum_where('amount', paid ~ ' and payer_rank > 1') }}
            as secondary_paid_amount,
        {{ sum_where('amount', "movement_type = 'contractual_adjustment'") }}
            as contractual_amount,
        {{ sum_where('amount', "movement_type = 'denial_write_off'") }}
            as written_off_amount,
        sum(payer_balance_amount) as open_payer_amount,
        sum(patient_balance_amount) as open_patient_amount
    from {{ ref('fct_ledger') }}
    group by chain_key, line_number
)

select
    posted.chain_key,
    posted.line_number,
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
    {%- for amount in [
        'charge', 'primary_paid', 'secondary_paid', 'contractual', 'written_off',
        'open_payer', 'open_patient',
    ] %}
    cast(posted.{{ amount }}_amount as decimal(18, 2)) as {{ amount }}_amount,
    {%- endfor %}
    coalesce(described.service_from_date, claims.service_date) as service_date
from posted
inner join claims
    on posted.chain_key = claims.chain_key
left join described
    on posted.chain_key = described.chain_key
    and posted.line_number = described.line_number
