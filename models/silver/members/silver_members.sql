-- Outside of the vault: no name, number or birth date (DOMAIN 8). An age counts at the
-- end of the year in which the network last told of anyone, so that a rebuild gives the
-- same rows; who never was told of a birth date has no year either.
with

identities as (
    select * from {{ ref('silver_member_identities') }}
),

told as (
    select
        network_id,
        cast({{ dbt.dateadd(
            'day', -1, dbt.dateadd(
                'year', 1, dbt.date_trunc('year', 'max(last_told_date)')
            )
        ) }} as date) as last_told_year_end_date
    from identities
    group by network_id
),

dated as (
    select
        identities.*,
        told.last_told_year_end_date
    from identities
    inner join told
        on identities.network_id = told.network_id
)

select
    member_key,
    member_token,
    {{ token('member', ['network_id', 'subscriber_id']) }} as subscriber_token,
    network_id,
    case
        when patient_count = 1
            then {{ integer_key([token('person', ['network_id', 'patient_id'])]) }}
    end as patient_key,
    sex,
    {{ mask_birth_date('birth_date', 'last_told_year_end_date') }} as birth_year,
    {{ mask_zip3('zip_code') }} as zip3,
    state,
    patient_count,
    coalesce({{ age_in_years('birth_date', 'last_told_year_end_date') }} >= 90, false)
        as is_aged_90_or_over,
    is_in_health_record,
    is_in_eligibility,
    is_in_claims,
    is_subscriber,
    has_conflicting_birth_dates
from dated
