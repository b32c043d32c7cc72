-- A view, since it only filters. Vault: a tax number may be a person's.
{{ config(materialized='view', schema='vault') }}

with

feed_rows as (
    select * from {{ ref('silver_roster_entry_rows') }}
    where row_fate = 'used'
)

select
    network_id,
    roster_date,
    provider_id,
    provider_npi,
    last_name,
    first_name,
    credential,
    taxonomy_code,
    specialty,
    group_npi,
    group_name,
    tax_id,
    facility_code,
    facility_name,
    effective_date,
    termination_date,
    source_name,
    source_sha256,
    source_row,
    ingested_at
from feed_rows
