-- Vault: names, birth dates and member numbers of the people on claims.
-- A dependant has a level of its own below the subscriber's, mostly without a number.
{{ config(schema='vault') }}

with

claims as (
    select * from {{ ref('silver_x12_837_claims') }}
),

levels as (
    select * from {{ ref('silver_x12_837_levels') }}
),

transactions as (
    select * from {{ ref('silver_x12_transaction_status') }}
    where transaction_status = 'used'
),

persons as (
    select
        details.transaction_key,
        levels.level_position,
        entities.entity_code,
        case
            when entities.entity_id_qualifier in ('MI', 'II')
                then nullif(trim(entities.entity_id), '')
        end as member_id,
        upper(trim(entities.last_or_organization_name)) as last_name,
        upper(trim(entities.first_name)) as first_name,
        details.birth_date,
        {{ sex_code('details.gender_code') }} as sex,
        details.relationship_code
    from {{ ref('silver_x12_837_entity_details') }} as details
    inner join {{ ref('silver_x12_837_entities') }} as entities
        on {{ same_keys('details', 'entities', x12_837_keys('entity')) }}
    inner join levels
        on {{ same_keys('details', 'levels', x12_837_keys('level')) }}
    where
        details.claim_number = 0
        and details.occurrence = 1
        and entities.entity_code in ('IL', 'QC')
)

select
    {{ x12_837_claim_key('claims') }} as claim_key,
    transactions.network_id,
    claims.claim_id,
    subscribers.member_id as subscriber_id,
    case
        when levels.level_code = '23' then patients.member_id
        else subscribers.member_id
    end as member_id,
    case
        when levels.level_code = '23' then patients.last_name
        else subscribers.last_name
    end as last_name,
    case
        when levels.level_code = '23' then patients.first_name
        else subscribers.first_name
    end as first_name,
    case
        when levels.level_code = '23' then patients.sex
        else subscribers.sex
    end as sex,
    patients.relationship_code,
    levels.level_code = '23' as is_dependant,
    case
        when levels.level_code = '23' then patients.birth_date
        else subscribers.birth_date
    end as birth_date
from claims
inner join transactions
    on claims.transaction_key = transactions.transaction_key
inner join levels
    on {{ same_keys('claims', 'levels', x12_837_keys('level')) }}
left join persons as subscribers
    on levels.transaction_key = subscribers.transaction_key
    and levels.subscriber_position = subscribers.level_position
    and subscribers.entity_code = 'IL'
left join persons as patients
    on levels.transaction_key = patients.transaction_key
    and levels.level_position = patients.level_position
    and patients.entity_code = 'QC'
