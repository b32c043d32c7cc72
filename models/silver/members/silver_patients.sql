-- A view, since it only filters. Vault: the health record knows people by name.
{{ config(materialized='view', schema='vault') }}

with

feed_rows as (
    select * from {{ ref('silver_patient_rows') }}
    where row_fate = 'used'
)

select
    network_id,
    patient_id,
    member_id,
    last_name,
    first_name,
    birth_date,
    death_date,
    {{ sex_code('sex') }} as sex,
    address_line,
    city,
    state,
    zip_code,
    phone,
    email,
    social_security_number,
    updated_at,
    source_name,
    source_sha256,
    source_row,
    ingested_at
from feed_rows
