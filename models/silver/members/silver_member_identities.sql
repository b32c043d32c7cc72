-- Vault: who a member is. The health record speaks first, then the newest eligibility
-- file, then claims; of several equal witnesses the first in alphabetical order.
{{ config(schema='vault') }}
{%- set facts = ['last_name', 'first_name', 'birth_date', 'sex'] %}

with

identifiers as (
    select
        member_key,
        network_id,
        max(member_id) as member_id,
        max(case when is_in_health_record then 1 else 0 end) = 1 as is_in_health_record,
        max(case when is_in_eligibility then 1 else 0 end) = 1 as is_in_eligibility,
        max(case when is_in_claims then 1 else 0 end) = 1 as is_in_claims
    from {{ ref('silver_member_identifiers') }}
    group by member_key, network_id
),

witnesses as (
    select
        1 as witness_rank,
        network_id,
        {{ member_key('member_id', 'patient_id') }} as member_key,
        patient_id,
        cast(null as {{ dbt.type_string() }}) as subscriber_id,
        cast(null as {{ dbt.type_string() }}) as relationship_code,
        {{ facts | join(',\n        ') }},
        cast(updated_at as date) as told_date
    from {{ ref('silver_patients') }}
    union all
    select
        2 as witness_rank,
        network_id,
        {{ member_key('member_id') }} as member_key,
        null as patient_id,
        subscriber_id,
        relationship_code,
        {{ facts | join(',\n        ') }},
        file_date as told_date
    from {{ ref('silver_eligibility_entries') }}
    union all
    select
        3 as witness_rank,
        network_id,
        {{ member_key('member_id') }} as member_key,
        null as patient_id,
        subscriber_id,
        case when is_dependant then relationship_code else '18' end
            as relationship_code,
        {{ facts | join(',\n        ') }},
        null as told_date
    from {{ ref('silver_claim_patients') }}
    where member_id is not null
),

ranked as (
    select
        *,
        row_number() over (
            partition by network_id, member_key
            order by
                witness_rank asc,
                told_date desc nulls last,
                patient_id asc,
                {{ facts | join(' asc nulls last,\n                ') }} asc nulls last
        ) as witness_number
    from witnesses
),

patients as (
    select
        network_id,
        member_key,
        min(patient_id) as patient_id,
        count(distinct patient_id) as patient_count,
        max(told_date) as last_told_date,
        min(case when witness_rank = 2 then subscriber_id end) as subscriber_id,
        max(case when relationship_code = '18' then 1 else 0 end) = 1 as is_subscriber,
        count(distinct birth_date) > 1 as has_conflicting_birth_dates
    from ranked
    group by network_id, member_key
)

select
    identifiers.member_key,
    identifiers.network_id,
    identifiers.member_id,
    patients.patient_id,
    patients.subscriber_id,
    {{ prefixed('ranked', facts) | join(',\n    ') }},
    coalesce(patients.patient_count, 0) as patient_count,
    identifiers.is_in_health_record,
    identifiers.is_in_eligibility,
    identifiers.is_in_claims,
    patients.is_subscriber,
    coalesce(patients.has_conflicting_birth_dates, false)
        as has_conflicting_birth_dates,
    patients.last_told_date
from identifiers
left join ranked
    on identifiers.network_id = ranked.network_id
    and identifiers.member_key = ranked.member_key
    and ranked.witness_number = 1
left join patients
    on identifiers.network_id = patients.network_id
    and identifiers.member_key = patients.member_key
