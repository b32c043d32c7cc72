-- A view, since one model reads it, once. Vault: what each feed says of a member.
-- The health record speaks first, then the newest eligibility file, then claims; of
-- several equal witnesses the first in alphabetical order.
{{ config(materialized='view', schema='vault') }}
{%- set facts = ['last_name', 'first_name', 'birth_date', 'sex'] %}
{%- set columns = [
    'network_id', 'patient_id', 'subscriber_id', 'relationship_code',
] + facts + ['zip_code', 'state', 'told_date'] %}

with

identifiers as (
    select * from {{ ref('silver_member_identifiers') }}
),

told as (
    select
        1 as witness_rank,
        network_id,
        'patient' as identifier_type,
        patient_id as identifier,
        patient_id,
        cast(null as {{ dbt.type_string() }}) as subscriber_id,
        cast(null as {{ dbt.type_string() }}) as relationship_code,
        {{ facts | join(',\n        ') }},
        zip_code,
        state,
        cast(updated_at as date) as told_date
    from {{ ref('silver_patients') }}
    union all
    select
        2 as witness_rank,
        network_id,
        'member' as identifier_type,
        member_id as identifier,
        null as patient_id,
        subscriber_id,
        relationship_code,
        {{ facts | join(',\n        ') }},
        null as zip_code,
        null as state,
        file_date as told_date
    from {{ ref('silver_eligibility_entries') }}
    union all
    select
        3 as witness_rank,
        network_id,
        'member' as identifier_type,
        member_id as identifier,
        null as patient_id,
        subscriber_id,
        case when is_dependant then relationship_code else '18' end
            as relationship_code,
        {{ facts | join(',\n        ') }},
        null as zip_code,
        null as state,
        null as told_date
    from {{ ref('silver_claim_patients') }}
    where member_id is not null
)

select
    identifiers.member_key,
    row_number() over (
        partition by identifiers.member_key
        order by
            told.witness_rank asc,
            told.told_date desc nulls last,
            told.patient_id asc,
            {{ prefixed('told', facts) | join(' asc nulls last,\n            ') }}
            asc nulls last,
            told.zip_code asc nulls last,
            told.state asc nulls last
    ) as witness_number,
    told.witness_rank,
    {{ prefixed('told', columns) | join(',\n    ') }}
from told
inner join identifiers
    on {{ same_keys(
        'told', 'identifiers', ['network_id', 'identifier_type', 'identifier']
    ) }}
