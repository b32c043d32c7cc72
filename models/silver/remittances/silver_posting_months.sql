-- The months over which a network posts, without a gap, so that balances at month ends
-- can be told. A date more than a year from the others (1012, 2099) is a typing error
-- and brings no month: of the stretches the one with the most movements counts.
with

months as (
    select
        network_id,
        cast({{ dbt.date_trunc('month', 'posted_date') }} as date) as month_start_date,
        count(*) as movement_count,
        max(posted_date) as last_posted_date
    from {{ ref('silver_ledger') }}
    where posted_date is not null
    group by network_id, {{ dbt.date_trunc('month', 'posted_date') }}
),

preceded as (
    select
        *,
        lag(month_start_date) over (
            partition by network_id order by month_start_date
        ) as previous_month_date
    from months
),

spaced as (
    select
        *,
        {{ dbt.datediff('previous_month_date', 'month_start_date', 'month') }}
            as quiet_months
    from preceded
),

numbered as (
    select
        *,
        sum(
            case
                when quiet_months > 12 then 1
                else 0
            end
        ) over (partition by network_id order by month_start_date) as stretch_number
    from spaced
),

stretches as (
    select
        network_id,
        min(month_start_date) as first_month_date,
        max(month_start_date) as last_month_date,
        max(last_posted_date) as last_posted_date,
        row_number() over (
            partition by network_id
            order by sum(movement_count) desc, min(month_start_date) desc
        ) as choice_rank
    from numbered
    group by network_id, stretch_number
),

calendar as (
    select
        network_id,
        first_month_date,
        last_month_date,
        last_posted_date,
        {{ date_series('first_month_date', 'last_month_date', 'month') }}
            as month_start_date
    from stretches
    where choice_rank = 1
),

ended as (
    select
        *,
        cast({{ dbt.last_day('month_start_date', 'month') }} as date) as month_end_date
    from calendar
)

select
    network_id,
    month_start_date,
    month_end_date,
    least(month_end_date, last_posted_date) as as_of_date,
    last_posted_date >= month_end_date as is_complete,
    first_month_date,
    last_month_date
from ended
