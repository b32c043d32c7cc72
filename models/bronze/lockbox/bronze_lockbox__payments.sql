with

landed as (
    select * from {{ known(source('lockbox', 'payments')) }}
)

select
    {{ load_columns() }},
    deposit_id,
    deposit_date,
    bank_account,
    payer_name,
    payment_method,
    trace_number,
    deposit_amount,
    remarks,
    source_extra,
    source_text,
    landing_error
from landed
