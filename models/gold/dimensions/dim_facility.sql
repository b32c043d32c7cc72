with

facilities as (
    select * from {{ ref('silver_facilities') }}
)

select
    facility_key,
    network_id,
    facility_code,
    coalesce(facility_name, 'not on the roster') as facility_name,
    is_listed
from facilities
