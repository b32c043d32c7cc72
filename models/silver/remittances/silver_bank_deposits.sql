-- a view: the rows are written once, by the model that it reads,
-- and in the vault: numbers of persons in the clear
{{ config(materialized='view', schema='vault') }}

with

feed_rows as (
    select * from {{ ref('silver_bank_deposit_rows') }}
)

select
    {{ integer_key(['network_id', 'deposit_id']) }} as deposit_key,
    network_id,
    deposit_id,
    deposit_date,
    bank_account,
    payer_name,
    payment_method,
    trace_number,
    deposit_amount,
    remarks,
    source_name,
    source_sha256,
    source_row,
    ingested_at
from feed_rows
where row_fate = 'used'
