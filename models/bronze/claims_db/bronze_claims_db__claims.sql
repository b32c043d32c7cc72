with

landed as (
    select * from {{ known(source('claims_db', 'claims')) }}
)

select
    {{ load_columns() }},
    claim_id,
    frequency_code,
    original_reference_number,
    member_id,
    payer_id,
    claim_type,
    billing_provider_npi,
    rendering_provider_npi,
    facility_code,
    place_of_service_code,
    service_from_date,
    service_to_date,
    billed_date,
    total_charge_amount,
    claim_status,
    status_date,
    modified_at,
    source_extra,
    source_text,
    landing_error
from landed
