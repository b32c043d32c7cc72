-- A view, since it only filters. Vault: names, birth dates and member numbers.
{{ config(materialized='view', schema='vault') }}

with

feed_rows as (
    select * from {{ ref('silver_eligibility_entry_rows') }}
    where row_fate = 'used'
)

select
    network_id,
    member_id,
    subscriber_id,
    relationship_code,
    last_name,
    first_name,
    birth_date,
    {{ sex_code('sex') }} as sex,
    payer_id,
    payer_name,
    plan_id,
    plan_name,
    coverage_rank,
    coverage_start_date,
    coverage_end_date,
    file_date,
    source_name,
    source_sha256,
    source_row,
    ingested_at
from feed_rows
