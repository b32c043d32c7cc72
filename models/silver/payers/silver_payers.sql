-- An unmapped payer is called by its name where one is known, else by its id.
with

identifiers as (
    select * from {{ ref('silver_payer_identifiers') }}
)

select
    payer_key,
    coalesce(
        min(crosswalk_payer_name),
        min(case when is_name then payer_identifier end),
        min(payer_identifier)
    ) as payer_name,
    count(distinct network_id) as network_count,
    count(*) as identifier_count,
    sum(mention_count) as mention_count,
    max(case when is_mapped then 1 else 0 end) = 1 as is_mapped
from identifiers
group by payer_key
