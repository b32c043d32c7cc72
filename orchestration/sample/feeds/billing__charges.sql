-- Every line of every visit, billed or not. One visit in fifty has a charge that is
-- posted after the bill has dropped: it is on no claim.
create or replace table billing__charges as
with charges as (
    select
        network_number, claim_number, line_number, procedure_code, modifier, units,
        charge_amount, false as is_late,
    from lines
    union all
    select
        encounters.network_number,
        encounters.claim_number,
        encounters.line_count + 1 as line_number,
        '36415' as procedure_code,
        null as modifier,
        1 as units,
        18.00 as charge_amount,
        true as is_late,
    from encounters
    where draw(encounters.network_number, encounters.claim_number, 'late charge', 50) = 0
)

select
    encounters.network_number,
    (encounters.claim_number * 10 + charges.line_number)::varchar as charge_id,
    encounters.claim_id as account_id,
    patients.patient_id,
    'E' || pad(encounters.claim_number, 7) as encounter_id,
    charges.line_number::integer as line_number,
    encounters.service_date::date as service_date,
    case when charges.is_late then encounters.bill_date + 12 else encounters.post_date end
        ::date as post_date,
    charges.procedure_code,
    charges.modifier,
    charges.units::integer as units,
    charges.charge_amount::decimal(18, 2) as charge_amount,
    encounters.first_diagnosis as diagnosis_code,
    providers.provider_npi as rendering_provider_npi,
    groups.facility_code,
    payers.payer_id,
    case when charges.is_late then encounters.bill_date + 12 else encounters.post_date end
        ::timestamp
    + to_minutes(480 + draw(encounters.network_number, claim_number, 'minute', 540))
        as modified_at,
from encounters
inner join charges using (network_number, claim_number)
inner join patients
    on encounters.network_number = patients.network_number
    and encounters.member_number = patients.member_number
    and encounters.is_dependant = patients.is_dependant
inner join providers
    on encounters.network_number = providers.network_number
    and encounters.provider_number = providers.provider_number
inner join groups
    on encounters.network_number = groups.network_number
    and encounters.group_number = groups.group_number
inner join payers
    on encounters.network_number = payers.network_number
    and encounters.payer_number = payers.payer_number
