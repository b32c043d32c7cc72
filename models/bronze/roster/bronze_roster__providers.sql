with

landed as (
    select * from {{ known(source('roster', 'providers')) }}
)

select
    {{ load_columns() }},
    roster_date,
    provider_id,
    provider_npi,
    last_name,
    first_name,
    credential,
    taxonomy_code,
    specialty,
    group_npi,
    group_name,
    tax_id,
    facility_code,
    facility_name,
    effective_date,
    termination_date,
    source_extra,
    source_text,
    landing_error
from landed
