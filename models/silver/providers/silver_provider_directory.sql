-- Everyone whom a key of a provider can mean: persons of rosters, their groups, and
-- whoever only a claim names.
with

providers as (
    select * from {{ ref('silver_providers') }}
),

persons as (
    select
        provider_key,
        network_id,
        provider_npi,
        provider_version_key,
        row_number() over (partition by provider_key order by valid_from desc)
            as choice_rank
    from providers
),

groups as (
    select
        network_id,
        group_npi,
        group_name,
        row_number() over (
            partition by network_id, group_npi
            order by valid_from desc, group_name asc nulls last
        ) as choice_rank
    from providers
    where group_npi is not null
),

-- a billing provider who is a person is named by its family name
claim_names as (
    select
        network_id,
        billing_provider_npi as provider_npi,
        min(billing_provider_name) as billing_provider_name
    from {{ ref('silver_claims') }}
    where billing_provider_npi is not null
    group by network_id, billing_provider_npi
),

found as (
    select
        provider_key,
        network_id,
        provider_npi,
        provider_version_key,
        null as group_name,
        1 as is_person,
        0 as is_group,
        0 as is_in_claims
    from persons
    where choice_rank = 1
    union all
    select
        {{ integer_key(['network_id', 'group_npi']) }} as provider_key,
        network_id,
        group_npi as provider_npi,
        null as provider_version_key,
        group_name,
        0 as is_person,
        1 as is_group,
        0 as is_in_claims
    from groups
    where choice_rank = 1
    union all
    select
        {{ integer_key(['network_id', 'provider_npi']) }} as provider_key,
        network_id,
        provider_npi,
        null as provider_version_key,
        null as group_name,
        max(case when provider_type_code = '1' then 1 else 0 end) as is_person,
        max(case when provider_type_code = '2' then 1 else 0 end) as is_group,
        1 as is_in_claims
    from {{ ref('silver_claim_providers') }}
    where provider_npi is not null
    group by network_id, provider_npi
),

merged as (
    select
        provider_key,
        network_id,
        max(provider_npi) as provider_npi,
        max(provider_version_key) as latest_provider_version_key,
        max(group_name) as group_name,
        max(is_person) = 1 as is_person,
        max(is_group) = 1 as is_group,
        min(is_in_claims) = 0 as is_listed,
        max(is_in_claims) = 1 as is_in_claims
    from found
    group by provider_key, network_id
)

select
    merged.provider_key,
    merged.network_id,
    merged.provider_npi,
    merged.latest_provider_version_key,
    coalesce(merged.group_name, claim_names.billing_provider_name) as billing_name,
    {{ npi_is_valid('merged.provider_npi') }} as is_valid_npi,
    merged.is_person,
    merged.is_group,
    merged.is_listed,
    merged.is_in_claims
from merged
left join claim_names
    on {{ same_keys('merged', 'claim_names', ['network_id', 'provider_npi']) }}
