with

landed as (
    select * from {{ known(source('clearinghouse', 'acknowledgements')) }}
)

select
    {{ load_columns() }},
    acknowledgement_id,
    claim_id,
    frequency_code,
    payer_id,
    batch_control_number,
    submitted_date,
    acknowledged_date,
    category_code,
    status_code,
    status_message,
    total_charge_amount,
    source_extra,
    source_text,
    landing_error
from landed
