-- A view, since it only filters.
{{ config(materialized='view') }}

with

feed_rows as (
    select * from {{ ref('silver_reference_code_rows') }}
    where row_fate = 'used'
)

select
    network_id,
    code_system,
    code,
    short_description,
    valid_from_date,
    valid_to_date,
    source_name,
    source_sha256,
    source_row,
    ingested_at
from feed_rows
