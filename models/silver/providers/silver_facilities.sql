-- A place that claims name and no roster lists stays a row, without a name.
with

entries as (
    select * from {{ ref('silver_roster_entries') }}
    where facility_code is not null
),

listed as (
    select
        network_id,
        facility_code,
        facility_name,
        row_number() over (
            partition by network_id, facility_code
            order by roster_date desc, facility_name asc nulls last
        ) as listing_number,
        min(roster_date) over (partition by network_id, facility_code)
            as first_roster_date,
        max(roster_date) over (partition by network_id, facility_code)
            as last_roster_date
    from entries
),

used as (
    select
        network_id,
        facility_code,
        1 as charge_count,
        0 as practice_claim_count
    from {{ ref('silver_billing_charges') }}
    union all
    select
        network_id,
        facility_code,
        0 as charge_count,
        1 as practice_claim_count
    from {{ ref('silver_practice_claims') }}
    union all
    select
        network_id,
        facility_code,
        0 as charge_count,
        0 as practice_claim_count
    from listed
),

counted as (
    select
        network_id,
        facility_code,
        sum(charge_count) as charge_count,
        sum(practice_claim_count) as practice_claim_count
    from used
    where facility_code is not null
    group by network_id, facility_code
)

select
    {{ integer_key(['counted.network_id', 'counted.facility_code']) }} as facility_key,
    counted.network_id,
    counted.facility_code,
    listed.facility_name,
    counted.charge_count,
    counted.practice_claim_count,
    listed.facility_code is not null as is_listed,
    listed.first_roster_date,
    listed.last_roster_date
from counted
left join listed
    on {{ same_keys('counted', 'listed', ['network_id', 'facility_code']) }}
    and listed.listing_number = 1
