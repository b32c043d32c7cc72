-- When a listing of a full roster holds (DOMAIN 7). It starts on its roster's day, or
-- on an effective date that is news: of a first listing, or behind the roster that
-- listed the provider before. It ends where a later one starts, where a roster leaves
-- it out, or after the termination date that the stint's newest listing gives.
{%- set provider_keys = ['network_id', 'provider_key'] -%}
{%- set attributes = [
    'provider_id', 'provider_npi', 'last_name', 'first_name', 'credential',
    'taxonomy_code', 'specialty', 'group_npi', 'group_name', 'facility_code',
    'facility_name',
] %}

with

entries as (
    select
        *,
        {{ integer_key(['network_id', 'coalesce(provider_npi, provider_id)']) }}
            as provider_key
    from {{ ref('silver_roster_entries') }}
),

rosters as (
    select
        network_id,
        roster_date,
        lead(roster_date) over (partition by network_id order by roster_date)
            as next_roster_date
    from entries
    group by network_id, roster_date
),

ranked as (
    select
        *,
        row_number() over (
            partition by {{ provider_keys | join(', ') }}, roster_date
            order by
                effective_date desc nulls last,
                {{ attributes[7:] | join(' asc nulls last, ') }} asc nulls last,
                {{ attributes[:7] | join(' asc nulls last, ') }} asc nulls last,
                termination_date asc nulls last
        ) as entry_number,
        count(*) over (partition by {{ provider_keys | join(', ') }}, roster_date)
            as entry_count
    from entries
),

listed as (
    select
        ranked.*,
        rosters.next_roster_date,
        lag(ranked.roster_date) over listings as listed_before_date,
        lag(rosters.next_roster_date) over listings as expected_date
    from ranked
    inner join rosters
        on {{ same_keys('ranked', 'rosters', ['network_id', 'roster_date']) }}
    where ranked.entry_number = 1
    window listings as (
        partition by ranked.network_id, ranked.provider_key order by ranked.roster_date
    )
),

started as (
    select
        *,
        case
            when listed_before_date is null then coalesce(effective_date, roster_date)
            when effective_date > listed_before_date then effective_date
            else roster_date
        end as valid_from,
        sum(
            case
                when effective_date > listed_before_date then 1
                when roster_date > expected_date then 1
                else 0
            end
        ) over (
            partition by {{ provider_keys | join(', ') }} order by roster_date
            rows between unbounded preceding and current row
        ) as stint_number
    from listed
),

bounded as (
    select
        *,
        min(valid_from) over (
            partition by {{ provider_keys | join(', ') }} order by roster_date
            rows between 1 following and unbounded following
        ) as next_valid_from,
        lead(roster_date) over (
            partition by {{ provider_keys | join(', ') }} order by roster_date
        ) as listed_next_date,
        first_value(termination_date) over (
            partition by {{ provider_keys | join(', ') }}, stint_number
            order by roster_date desc
        ) as last_termination_date
    from started
)

select
    {{ provider_keys | join(',\n    ') }},
    roster_date,
    {{ attributes | join(',\n    ') }},
    entry_count,
    effective_date,
    last_termination_date as termination_date,
    valid_from,
    least(
        coalesce(next_valid_from, {{ open_date() }}),
        case
            when next_roster_date = listed_next_date then {{ open_date() }}
            else coalesce(next_roster_date, {{ open_date() }})
        end,
        coalesce(
            cast({{ dbt.dateadd('day', 1, 'last_termination_date') }} as date),
            {{ open_date() }}
        )
    ) as valid_to
from bounded
