-- DOMAIN 8: tokens and Safe Harbor attributes alone.
with

members as (
    select * from {{ ref('silver_members') }}
)

select
    member_key,
    member_token,
    network_id,
    sex,
    birth_year,
    is_aged_90_or_over,
    zip3,
    state,
    is_in_eligibility,
    is_in_claims
from members
