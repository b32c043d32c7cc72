with

landed as (
    select * from {{ known(source('billing', 'charges')) }}
)

select
    {{ load_columns() }},
    charge_id,
    account_id,
    patient_id,
    encounter_id,
    line_number,
    service_date,
    post_date,
    procedure_code,
    modifier,
    units,
    charge_amount,
    diagnosis_code,
    rendering_provider_npi,
    facility_code,
    payer_id,
    modified_at,
    source_extra,
    source_text,
    landing_error
from landed
