-- The keys by which a chain joins to payers, members, coverage, providers and places.
-- Of providers and places the version whose charge counts speaks.
with

progress as (
    select * from {{ ref('silver_chain_progress') }}
),

coverage as (
    select * from {{ ref('silver_chain_coverage') }}
),

claim_providers as (
    select
        claim_key,
        max(case when provider_role = 'billing' then provider_npi end) as billing_npi,
        max(case when provider_role = 'service_facility' then provider_npi end)
            as service_facility_npi
    from {{ ref('silver_claim_providers') }}
    where line_number = 0
    group by claim_key
),

-- the first line that names one; who rendered each line is in
-- silver_claim_line_providers
renderers as (
    select
        *,
        row_number() over (
            partition by claim_key
            order by case when provider_npi is null then 1 else 0 end, line_number
        ) as choice_rank,
        min(provider_npi) over (partition by claim_key)
        <> max(provider_npi) over (partition by claim_key)
            as has_several_rendering_providers
    from {{ ref('silver_claim_line_providers') }}
),

-- a replacement with an id of its own may not be known to the practice's systems
facilities as (
    select
        chain_keys.chain_key,
        claim_facilities.facility_key,
        claim_facilities.facility_source,
        row_number() over (
            partition by chain_keys.chain_key
            order by
                case
                    when chain_keys.claim_key = progress.charged_claim_key then 0
                    else 1
                end,
                chain_keys.claim_key
        ) as choice_rank
    from {{ ref('silver_claim_chain_keys') }} as chain_keys
    inner join progress
        on chain_keys.chain_key = progress.chain_key
    inner join {{ ref('silver_claim_facilities') }} as claim_facilities
        on chain_keys.claim_id_key = claim_facilities.claim_id_key
)

select
    progress.chain_key,
    progress.network_id,
    progress.charged_claim_key,
    {{ prefixed('coverage', [
        'payer_key', 'secondary_payer_key', 'member_key', 'coverage_span_key', 'plan_id',
    ]) | join(',\n    ') }},
    claim_providers.billing_npi,
    claim_providers.service_facility_npi,
    {{ integer_key(['progress.network_id', 'claim_providers.billing_npi']) }}
        as billing_provider_key,
    {{ integer_key(['progress.network_id', 'renderers.provider_npi']) }}
        as rendering_provider_key,
    renderers.provider_version_key as rendering_provider_version_key,
    {{ integer_key(['progress.network_id', 'claim_providers.service_facility_npi']) }}
        as service_facility_provider_key,
    facilities.facility_key,
    coverage.member_link_rule,
    coverage.uncovered_reason,
    renderers.unmatched_reason as rendering_unmatched_reason,
    facilities.facility_source,
    coverage.is_payer_mapped,
    coalesce(renderers.has_several_rendering_providers, false)
        as has_several_rendering_providers,
    progress.service_date
from progress
inner join coverage
    on progress.chain_key = coverage.chain_key
left join claim_providers
    on progress.charged_claim_key = claim_providers.claim_key
left join renderers
    on progress.charged_claim_key = renderers.claim_key
    and renderers.choice_rank = 1
left join facilities
    on progress.chain_key = facilities.chain_key
    and facilities.choice_rank = 1
