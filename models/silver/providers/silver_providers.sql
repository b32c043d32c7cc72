-- Listings that say the same one after the other are one row of history.
{%- set provider_keys = ['network_id', 'provider_key'] -%}
{%- set attributes = [
    'provider_id', 'provider_npi', 'last_name', 'first_name', 'credential',
    'taxonomy_code', 'specialty', 'group_npi', 'group_name', 'facility_code',
    'facility_name',
] %}

with

listings as (
    select
        *,
        concat_ws(
            '|',
            {%- for attribute in attributes %}
            coalesce({{ attribute }}, ''){{ ',' if not loop.last }}
            {%- endfor %}
        ) as attributes
    from {{ ref('silver_provider_listings') }}
    -- a listing of someone who had left, or never came
    where valid_from < valid_to
),

compared as (
    select
        *,
        lag(attributes) over (
            partition by {{ provider_keys | join(', ') }} order by valid_from
        ) as attributes_before,
        lag(valid_to) over (
            partition by {{ provider_keys | join(', ') }} order by valid_from
        ) as valid_to_before
    from listings
),

numbered as (
    select
        *,
        sum(
            case
                when attributes = attributes_before and valid_from = valid_to_before
                    then 0
                else 1
            end
        ) over (
            partition by {{ provider_keys | join(', ') }} order by valid_from
            rows between unbounded preceding and current row
        ) as version_number
    from compared
),

merged as (
    select
        {{ provider_keys | join(',\n        ') }},
        version_number,
        {{ attributes | join(',\n        ') }},
        max(entry_count) as entry_count,
        max(roster_date) as last_roster_date,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to
    from numbered
    group by
        {{ provider_keys | join(', ') }}, version_number,
        {{ attributes | join(', ') }}
)

select
    {{ integer_key(provider_keys + ['valid_from']) }} as provider_version_key,
    {{ provider_keys | join(',\n    ') }},
    cast(version_number as integer) as version_number,
    {{ attributes | join(',\n    ') }},
    entry_count,
    {{ npi_is_valid('provider_npi') }} as is_valid_npi,
    {{ npi_is_valid('group_npi') }} as is_valid_group_npi,
    valid_to = {{ open_date() }} as is_current,
    last_roster_date,
    valid_from,
    valid_to
from merged
