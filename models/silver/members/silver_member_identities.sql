-- Vault: who a member is.
{{ config(schema='vault') }}

with

identifiers as (
    select
        member_key,
        member_token,
        network_id,
        max(member_id) as member_id,
        max(case when is_in_health_record then 1 else 0 end) = 1 as is_in_health_record,
        max(case when is_in_eligibility then 1 else 0 end) = 1 as is_in_eligibility,
        max(case when is_in_claims then 1 else 0 end) = 1 as is_in_claims
    from {{ ref('silver_member_identifiers') }}
    group by member_key, member_token, network_id
),

witnesses as (
    select * from {{ ref('silver_member_witnesses') }}
),

patients as (
    select
        member_key,
        min(patient_id) as patient_id,
        count(distinct patient_id) as patient_count,
        max(told_date) as last_told_date,
        min(case when witness_rank = 2 then subscriber_id end) as subscriber_id,
        max(case when relationship_code = '18' then 1 else 0 end) = 1 as is_subscriber,
        count(distinct birth_date) > 1 as has_conflicting_birth_dates
    from witnesses
    group by member_key
)

select
    identifiers.member_key,
    identifiers.member_token,
    identifiers.network_id,
    identifiers.member_id,
    patients.patient_id,
    patients.subscriber_id,
    {{ prefixed('witnesses', [
        'last_name', 'first_name', 'birth_date', 'sex', 'zip_code', 'state',
    ]) | join(',\n    ') }},
    coalesce(patients.patient_count, 0) as patient_count,
    identifiers.is_in_health_record,
    identifiers.is_in_eligibility,
    identifiers.is_in_claims,
    patients.is_subscriber,
    coalesce(patients.has_conflicting_birth_dates, false)
        as has_conflicting_birth_dates,
    patients.last_told_date
from identifiers
left join witnesses
    on identifiers.member_key = witnesses.member_key
    and witnesses.witness_number = 1
left join patients
    on identifiers.member_key = patients.member_key
