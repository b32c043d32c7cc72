-- Full roster files at four dates. Who has left stays in the next file with a termination
-- date and is gone from the one after; who will join is not yet in it.
create or replace table roster__providers as
with dated as (
    select
        providers.*,
        rosters.roster_date,
        case
            when rosters.roster_date >= providers.group_changed_date
                then providers.next_group_number
            else providers.group_number
        end as current_group_number,
        case
            when rosters.roster_date >= providers.specialty_changed_date
                then providers.next_specialty
            else providers.specialty
        end as current_specialty,
    from providers
    inner join (
        values
        (date '2025-07-01'), (date '2025-10-01'), (date '2026-01-01'), (date '2026-04-01')
    ) as rosters (roster_date)
        on rosters.roster_date >= providers.effective_date
        and rosters.roster_date <= coalesce(providers.termination_date + 90, world_end())
)

select
    dated.network_number,
    dated.roster_date,
    'PRV' || pad(dated.provider_number, 5) as provider_id,
    dated.provider_npi,
    dated.last_name,
    dated.first_name,
    dated.credential,
    split_part(dated.current_specialty, ' ', 1) as taxonomy_code,
    substr(dated.current_specialty, 12) as specialty,
    groups.group_npi,
    groups.group_name,
    groups.tax_id,
    groups.facility_code,
    groups.facility_name,
    dated.effective_date::date as effective_date,
    case when dated.termination_date <= dated.roster_date then dated.termination_date end
        as termination_date,
from dated
inner join groups
    on dated.network_number = groups.network_number
    and dated.current_group_number = groups.group_number
