-- What was asked of the first payer for each line, when it was sent and not turned away
-- for the first time. A later version may be the answer to a denial: what it says was
-- not known on that day.
with

versions as (
    select * from {{ ref('silver_claim_versions') }}
    where
        payer_rank = 1
        and version_role <> 'void'
        and not is_rejected
        and sent_date is not null
),

version_lines as (
    select * from {{ ref('silver_claim_version_lines') }}
),

parties as (
    select * from {{ ref('silver_chain_parties') }}
),

sent_lines as (
    select * from {{ ref('silver_claim_lines') }}
),

providers as (
    select * from {{ ref('silver_claim_line_providers') }}
),

ranked as (
    select
        version_lines.chain_key,
        version_lines.chain_line_number,
        version_lines.claim_key,
        version_lines.line_number,
        versions.network_id,
        versions.sent_date as submitted_date,
        versions.service_date,
        row_number() over (
            partition by version_lines.chain_key, version_lines.chain_line_number
            order by versions.version_number, version_lines.line_number
        ) as choice_rank
    from version_lines
    inner join versions
        on version_lines.claim_key = versions.claim_key
)

select
    ranked.chain_key,
    ranked.chain_line_number,
    ranked.claim_key,
    ranked.line_number,
    ranked.network_id,
    parties.payer_key,
    -- of the claim's own NPI, whether or not a roster lists it by now
    {{ integer_key(['ranked.network_id', 'providers.provider_npi']) }} as provider_key,
    sent_lines.procedure_code,
    cast(coalesce(sent_lines.charge_amount, 0) as decimal(18, 2)) as charge_amount,
    ranked.submitted_date,
    coalesce(sent_lines.service_from_date, ranked.service_date) as service_date
from ranked
inner join parties
    on ranked.chain_key = parties.chain_key
inner join sent_lines
    on ranked.claim_key = sent_lines.claim_key
    and ranked.line_number = sent_lines.line_number
left join providers
    on ranked.claim_key = providers.claim_key
    and ranked.line_number = providers.line_number
where ranked.choice_rank = 1
