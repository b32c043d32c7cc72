-- A failure means that a member is not known by its number in its network, or a patient
-- without one not by its own.
with cases as (
    select
        given.network_id,
        given.member_id,
        given.patient_id
    from (
        values
        ('north', 'M1', 'P1'),
        ('north', 'M1', null),
        ('north', null, 'P1'),
        ('north', null, 'M1'),
        ('north', null, null)
    ) as given (network_id, member_id, patient_id)
),

tokens as (
    select
        *,
        {{ member_token('member_id', 'patient_id') }} as found,
        {{ token('member', ['network_id', 'member_id']) }} as by_member_number,
        {{ token('person', ['network_id', 'patient_id']) }} as by_patient_number
    from cases
)

select *
from tokens
where
    (found is null) <> (member_id is null and patient_id is null)
    or (member_id is not null and found <> by_member_number)
    or (member_id is null and found <> by_patient_number)
