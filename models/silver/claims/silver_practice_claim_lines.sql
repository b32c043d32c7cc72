-- a view: the rows are written once, by the model that it reads,
-- and in the vault: numbers of persons in the clear
{{ config(materialized='view', schema='vault') }}

with

feed_rows as (
    select * from {{ ref('silver_practice_claim_line_rows') }}
)

select
    network_id,
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
    source_name,
    source_sha256,
    source_row,
    ingested_at
from feed_rows
where row_fate = 'used'
