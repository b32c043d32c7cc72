-- A failure means that rpt_denial_rates_by_procedure lost or doubled lines or charges.
-- It does not say whether the lines are rightly denied: fct_adjudications is tested
-- for that.
with

reported as (
    select
        network_id,
        sum(adjudicated_line_count) as adjudicated_line_count,
        sum(denied_line_count) as denied_line_count,
        sum(adjudicated_charge_amount) as adjudicated_charge_amount,
        sum(denied_charge_amount) as denied_charge_amount
    from {{ ref('rpt_denial_rates_by_procedure') }}
    group by network_id
),

lines as (
    select
        network_id,
        sum(case when is_adjudicated_line then 1 else 0 end) as adjudicated_line_count,
        sum(case when is_denied then 1 else 0 end) as denied_line_count,
        sum(case when is_adjudicated_line then charge_amount else 0 end)
            as adjudicated_charge_amount,
        sum(case when is_denied then charge_amount else 0 end) as denied_charge_amount
    from {{ ref('fct_adjudications') }}
    group by network_id
)

select
    lines.network_id,
    lines.adjudicated_line_count,
    lines.denied_line_count,
    reported.adjudicated_line_count as reported_adjudicated_line_count,
    reported.denied_line_count as reported_denied_line_count
from lines
left join reported
    on lines.network_id = reported.network_id
where
    lines.adjudicated_line_count <> coalesce(reported.adjudicated_line_count, 0)
    or lines.denied_line_count <> coalesce(reported.denied_line_count, 0)
    or lines.adjudicated_charge_amount
    <> coalesce(reported.adjudicated_charge_amount, 0)
    or lines.denied_charge_amount <> coalesce(reported.denied_charge_amount, 0)
