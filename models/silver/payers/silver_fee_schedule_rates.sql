-- a view: the rows are written once, by the model that it reads
{{ config(materialized='view') }}

with

feed_rows as (
    select * from {{ ref('silver_fee_schedule_rate_rows') }}
)

select
    network_id,
    payer_id,
    payer_name,
    plan_id,
    procedure_code,
    modifier,
    pricing_method,
    rate_amount,
    rate_percent,
    effective_date,
    end_date,
    source_name,
    source_sha256,
    source_row,
    ingested_at
from feed_rows
where row_fate = 'used'
