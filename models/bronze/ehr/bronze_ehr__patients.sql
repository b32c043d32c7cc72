with

landed as (
    select * from {{ known(source('ehr', 'patients')) }}
)

select
    {{ load_columns() }},
    patient_id,
    member_id,
    last_name,
    first_name,
    birth_date,
    death_date,
    sex,
    address_line,
    city,
    state,
    zip_code,
    phone,
    email,
    social_security_number,
    updated_at,
    source_extra,
    source_text,
    landing_error
from landed
