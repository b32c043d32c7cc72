with

landed as (
    select * from {{ known(source('billing', 'invoices')) }}
)

select
    {{ load_columns() }},
    invoice_id,
    account_id,
    patient_id,
    bill_date,
    frequency_code,
    original_invoice_id,
    payer_id,
    total_charge_amount,
    invoice_status,
    modified_at,
    source_extra,
    source_text,
    landing_error
from landed
