-- DOMAIN 7: member months in three rules.
with

member_months as (
    select * from {{ ref('silver_member_months') }}
)

select
    network_id,
    member_key,
    payer_key,
    plan_id,
    {{ dbt_utils.generate_surrogate_key(['network_id', 'payer_key', 'plan_id']) }}
        as plan_key,
    month_start_date,
    coverage_rank,
    covered_days,
    member_months_any_day,
    member_months_on_15th,
    member_months_by_day
from member_months
