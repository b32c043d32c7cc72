with

landed as (
    select * from {{ known(source('claims_db', 'claim_lines')) }}
)

select
    {{ load_columns() }},
    claim_id,
    frequency_code,
    claim_line_number,
    line_control_number,
    procedure_code,
    modifier,
    units,
    charge_amount,
    service_date,
    diagnosis_code,
    modified_at,
    source_extra,
    source_text,
    landing_error
from landed
