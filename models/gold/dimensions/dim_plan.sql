-- Plans as eligibility files and fee schedules name them.
with

covered as (
    select
        network_id,
        payer_key,
        plan_id,
        count(distinct member_key) as member_count
    from {{ ref('silver_coverage_spans') }}
    where plan_id is not null
    group by network_id, payer_key, plan_id
)

select
    {{ dbt_utils.generate_surrogate_key(['network_id', 'payer_key', 'plan_id']) }}
        as plan_key,
    network_id,
    payer_key,
    plan_id,
    member_count
from covered
