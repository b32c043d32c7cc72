-- What is still to come of each month of service, by the ladder of its payer.
with

cells as (
    select * from {{ ref('rpt_payment_lag_triangle') }}
    where is_latest_lag
),

development as (
    select * from {{ ref('rpt_payment_development') }}
),

reasoned as (
    select
        cells.*,
        development.factor_to_end,
        development.completeness_rate,
        case
            when development.unknown_reason is not null then development.unknown_reason
            when cells.cumulative_paid_amount <= 0 then 'nothing paid yet'
        end as unknown_reason
    from cells
    inner join development
        on cells.network_id = development.network_id
        and cells.payer_key = development.payer_key
        and cells.lag_months = development.lag_months
),

expected as (
    select
        *,
        case
            when unknown_reason is null
                then cast(
                    round(cumulative_paid_amount * factor_to_end, 2) as decimal(18, 2)
                )
        end as expected_paid_amount
    from reasoned
)

select
    network_id,
    payer_key,
    service_month,
    lag_months,
    as_of_date,
    cumulative_paid_amount as paid_amount,
    expected_paid_amount,
    cast(expected_paid_amount - cumulative_paid_amount as decimal(18, 2))
        as expected_remaining_amount,
    case when unknown_reason is null then completeness_rate end as completeness_rate,
    unknown_reason
from expected
