-- DOMAIN 7: a slowly changing dimension, joined as of the date of service.
with

providers as (
    select * from {{ ref('silver_providers') }}
)

select
    provider_version_key,
    provider_key,
    network_id,
    version_number,
    provider_npi,
    concat_ws(' ', first_name, last_name) as provider_name,
    credential,
    taxonomy_code,
    specialty,
    group_npi,
    group_name,
    facility_code,
    is_valid_npi,
    is_current,
    valid_from,
    valid_to
from providers
