-- Outside of the vault: no name, number or birth date (DOMAIN 8). The birth year stays
-- only for people who were under 90 when the network last told of anyone.
with

identities as (
    select * from {{ ref('silver_member_identities') }}
),

told as (
    select
        network_id,
        extract(year from max(last_told_date)) as last_told_year
    from identities
    group by network_id
),

aged as (
    select
        identities.*,
        extract(year from identities.birth_date) as full_birth_year,
        told.last_told_year - extract(year from identities.birth_date) as age_in_years
    from identities
    inner join told
        on identities.network_id = told.network_id
)

select
    member_key,
    network_id,
    case
        when patient_count = 1 then {{ integer_key(['network_id', 'patient_id']) }}
    end as patient_key,
    sex,
    cast(case when age_in_years < 90 then full_birth_year end as integer) as birth_year,
    patient_count,
    coalesce(age_in_years >= 90, false) as is_aged_90_or_over,
    is_in_health_record,
    is_in_eligibility,
    is_in_claims,
    is_subscriber,
    has_conflicting_birth_dates
from aged
