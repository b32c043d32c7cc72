-- Merged coverage per member, payer and plan (DOMAIN 7), written down from each member's
-- story: spans that overlap or touch are one, a gap keeps them two. member_months counts
-- the calendar months from 2025-07 to 2026-06 with any covered day.
create or replace table truth_coverage as
with merged as (
    select
        network_number, member_number, payer_number, plan_code, 1 as coverage_rank,
        from_date as start_date,
        case when coverage_story not in ('overlap', 'renewed') then to_date end as end_date,
    from members
    union all
    select
        network_number, member_number, next_payer_number as payer_number, plan_code,
        1 as coverage_rank, next_from_date as start_date, null as end_date,
    from members
    where coverage_story in ('changed', 'gap')
    union all
    select
        network_number, member_number, secondary_payer_number as payer_number,
        'A' as plan_code, 2 as coverage_rank, from_date as start_date, null as end_date,
    from members
    where secondary_payer_number is not null
)

select
    networks.network_id,
    patients.member_id,
    payers.payer_id,
    payers.payer_id || '-' || merged.plan_code as plan_id,
    merged.coverage_rank,
    merged.start_date::date as coverage_start_date,
    merged.end_date::date as coverage_end_date,
    date_diff(
        'month',
        greatest(merged.start_date, date '2025-07-01')::date,
        coalesce(merged.end_date, world_end())::date
    ) + 1 as member_months,
from merged
inner join networks on merged.network_number = networks.network_number
inner join patients
    on merged.network_number = patients.network_number
    and merged.member_number = patients.member_number
inner join payers
    on merged.network_number = payers.network_number
    and merged.payer_number = payers.payer_number
order by networks.network_id, patients.member_id, merged.coverage_rank, start_date
