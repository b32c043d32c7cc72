-- Subscribers and dependants as the health record knows them, plainly synthetic: social
-- security numbers in a range that is never issued, telephone numbers kept for fiction.
create table patients as
with persons as (
    select
        members.*, false as is_dependant, member_number * 2 as person_number,
    from members
    union all
    select
        members.* replace (
            dependant_first_name as first_name,
            dependant_birth_date as birth_date,
            dependant_sex as sex
        ),
        true as is_dependant, member_number * 2 + 1 as person_number,
    from members
    where has_dependant
)

select
    persons.network_number,
    persons.member_number,
    persons.is_dependant,
    networks.patient_prefix || pad(persons.person_number, 6) as patient_id,
    persons.member_id || case when persons.is_dependant then '-01' else '' end
        as member_id,
    persons.member_id as subscriber_id,
    persons.last_name,
    persons.first_name,
    persons.birth_date,
    case
        when
            persons.is_medicare and persons.coverage_story = 'ended'
            then date '2026-03-01'
            + draw(persons.network_number, persons.person_number, 'death', 90)
    end::date as death_date,
    persons.sex,
    persons.street as address_line,
    networks.city,
    networks.state,
    networks.zip_code[1:5] as zip_code,
    networks.area_code || '-555-01'
    || pad(draw(persons.network_number, persons.person_number, 'phone', 100), 2) as phone,
    lower(persons.first_name || '.' || persons.last_name) || '.' || persons.person_number
    || '@example.invalid' as email,
    '9' || pad(draw(persons.network_number, persons.person_number, 'area', 100), 2) || '-'
    || pad(draw(persons.network_number, persons.person_number, 'middle', 100), 2) || '-'
    || pad(persons.person_number % 10000, 4) as social_security_number,
    timestamp '2025-06-01 00:00:00'
    + to_minutes(draw(persons.network_number, persons.person_number, 'updated', 560000))
        as updated_at,
from persons
inner join networks on persons.network_number = networks.network_number
