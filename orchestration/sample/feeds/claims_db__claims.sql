-- The provider's claims database: one row per claim id and frequency, as it stands on the
-- world's last day.
create or replace table claims_db__claims as
select
    claim_states.network_number,
    claim_states.claim_id,
    claim_states.frequency_code,
    claim_states.original_reference_number,
    patients.member_id,
    payers.payer_id,
    case claim_states.form when 'P' then 'professional' else 'institutional' end
        as claim_type,
    groups.group_npi as billing_provider_npi,
    providers.provider_npi as rendering_provider_npi,
    groups.facility_code,
    case claim_states.form when 'P' then '11' else '22' end as place_of_service_code,
    claim_states.service_date::date as service_from_date,
    claim_states.service_date::date as service_to_date,
    claim_states.billed_date::date as billed_date,
    claim_states.charge_amount as total_charge_amount,
    claim_states.claim_status,
    claim_states.status_date::date as status_date,
    claim_states.modified_at,
from claim_states
inner join patients
    on claim_states.network_number = patients.network_number
    and claim_states.member_number = patients.member_number
    and claim_states.is_dependant = patients.is_dependant
inner join payers
    on claim_states.network_number = payers.network_number
    and claim_states.first_payer_number = payers.payer_number
inner join groups
    on claim_states.network_number = groups.network_number
    and claim_states.group_number = groups.group_number
inner join providers
    on claim_states.network_number = providers.network_number
    and claim_states.provider_number = providers.provider_number
