-- a view: the rows are written once, by the model that it reads,
-- and in the vault: numbers of persons in the clear
{{ config(materialized='view', schema='vault') }}

with

feed_rows as (
    select * from {{ ref('silver_billing_invoice_rows') }}
)

select
    network_id,
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
    source_name,
    source_sha256,
    source_row,
    ingested_at
from feed_rows
where row_fate = 'used'
