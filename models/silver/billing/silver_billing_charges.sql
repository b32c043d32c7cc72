-- a view: the rows are written once, by the model that it reads,
-- and in the vault: numbers of persons in the clear
{{ config(materialized='view', schema='vault') }}

with

feed_rows as (
    select * from {{ ref('silver_billing_charge_rows') }}
)

select
    network_id,
    charge_id,
    account_id,
    patient_id,
    encounter_id,
    line_number,
    service_date,
    post_date,
    procedure_code,
    modifier,
    units,
    charge_amount,
    diagnosis_code,
    rendering_provider_npi,
    facility_code,
    payer_id,
    modified_at,
    source_name,
    source_sha256,
    source_row,
    ingested_at
from feed_rows
where row_fate = 'used'
