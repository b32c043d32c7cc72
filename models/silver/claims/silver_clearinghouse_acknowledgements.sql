-- a view: the rows are written once, by the model that it reads,
-- and in the vault: numbers of persons in the clear
{{ config(materialized='view', schema='vault') }}

with

feed_rows as (
    select * from {{ ref('silver_clearinghouse_acknowledgement_rows') }}
)

select
    network_id,
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
    source_name,
    source_sha256,
    source_row,
    ingested_at
from feed_rows
where row_fate = 'used'
