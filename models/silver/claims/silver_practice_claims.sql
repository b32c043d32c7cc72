-- a view: the rows are written once, by the model that it reads,
-- and in the vault: numbers of persons in the clear
{{ config(materialized='view', schema='vault') }}

with

feed_rows as (
    select * from {{ ref('silver_practice_claim_rows') }}
)

select
    network_id,
    claim_id,
    frequency_code,
    original_reference_number,
    member_id,
    payer_id,
    claim_type,
    billing_provider_npi,
    rendering_provider_npi,
    facility_code,
    place_of_service_code,
    service_from_date,
    service_to_date,
    billed_date,
    total_charge_amount,
    claim_status,
    status_date,
    modified_at,
    source_name,
    source_sha256,
    source_row,
    ingested_at
from feed_rows
where row_fate = 'used'
