-- Who rendered the service, as the roster had it on that day: valid_from <= day <
-- valid_to (DOMAIN 7). The line's own rendering provider, else the claim's; for a stay
-- the attending one; a billing provider who is a person sees patients alone.
{%- set roles = {
    'rendering': "provider_role = 'rendering'",
    'attending': "provider_role = 'attending'",
    'billing': "provider_role = 'billing' and provider_type_code = '1'",
} %}
{%- set sources = ['line_rendering', 'claim_rendering', 'attending', 'billing'] %}

with

claims as (
    select * from {{ ref('silver_claims') }}
),

lines as (
    select * from {{ ref('silver_claim_lines') }}
),

claim_providers as (
    select * from {{ ref('silver_claim_providers') }}
    where provider_npi is not null
),

providers as (
    select * from {{ ref('silver_providers') }}
    where provider_npi is not null
),

known as (
    select
        network_id,
        provider_npi,
        min(provider_key) as provider_key
    from providers
    group by network_id, provider_npi
),

-- one row per line that names anyone: lines times providers would be many more
named as (
    select
        {%- for role, condition in roles.items() %}
        max(case when {{ condition }} then provider_npi end) as {{ role }}_npi,
        {%- endfor %}
        claim_key,
        line_number
    from claim_providers
    group by claim_key, line_number
),

rendered as (
    select
        lines.claim_key,
        lines.line_number,
        lines.network_id,
        of_lines.rendering_npi as line_rendering_npi,
        of_claims.rendering_npi as claim_rendering_npi,
        of_claims.attending_npi,
        of_claims.billing_npi,
        coalesce(lines.service_from_date, claims.statement_from_date) as service_date
    from lines
    inner join claims
        on lines.claim_key = claims.claim_key
    left join named as of_claims
        on lines.claim_key = of_claims.claim_key
        and of_claims.line_number = 0
    left join named as of_lines
        on lines.claim_key = of_lines.claim_key
        and lines.line_number = of_lines.line_number
),

chosen as (
    select
        *,
        coalesce(line_rendering_npi, claim_rendering_npi, attending_npi, billing_npi)
            as provider_npi,
        case
            {%- for source in sources %}
            when {{ source }}_npi is not null then '{{ source }}'
            {%- endfor %}
        end as provider_source
    from rendered
)

select
    chosen.claim_key,
    chosen.line_number,
    chosen.network_id,
    providers.provider_version_key,
    known.provider_key,
    chosen.provider_npi,
    chosen.provider_source,
    case
        when providers.provider_version_key is not null then null
        when chosen.provider_npi is null then 'no rendering provider'
        when
            known.provider_key is null
            and not {{ npi_is_valid('chosen.provider_npi') }}
            then 'check digit of the NPI is wrong'
        when known.provider_key is null then 'not on any roster'
        when chosen.service_date is null then 'no date of service'
        else 'not on the roster on that day'
    end as unmatched_reason,
    providers.provider_version_key is not null as is_matched,
    chosen.service_date
from chosen
left join known
    on {{ same_keys('chosen', 'known', ['network_id', 'provider_npi']) }}
left join providers
    on {{ same_keys('chosen', 'providers', ['network_id', 'provider_npi']) }}
    and chosen.service_date >= providers.valid_from
    and chosen.service_date < providers.valid_to
