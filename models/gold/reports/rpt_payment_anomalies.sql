-- Days on which a network was paid unlike other days: a robust z-score, the distance
-- from the median of the same weekdays of eight weeks before, in units of 1.4826 × the
-- median of their distances from it.
{%- set keys = ['network_id', 'day_of_week'] %}
with

days as (
    select
        networks.network_id,
        networks.last_posted_date,
        dates.date_day,
        dates.day_of_week
    from {{ ref('dim_network') }} as networks
    cross join {{ ref('dim_date') }} as dates
),

paid as (
    select
        network_id,
        remittance_date,
        sum(payment_amount) as payment_amount
    from {{ ref('fct_remittances') }}
    group by network_id, remittance_date
),

firsts as (
    select
        network_id,
        min(remittance_date) as first_date
    from paid
    group by network_id
),

daily as (
    select
        days.network_id,
        days.date_day,
        days.day_of_week,
        coalesce(paid.payment_amount, 0) as payment_amount
    from days
    inner join firsts
        on days.network_id = firsts.network_id
        and days.date_day >= firsts.first_date
        and days.date_day <= days.last_posted_date
    left join paid
        on days.network_id = paid.network_id
        and days.date_day = paid.remittance_date
),

-- the weekday itself is not among those that it is held against
compared as (
    select
        daily.network_id,
        daily.date_day,
        daily.payment_amount,
        earlier.payment_amount as earlier_amount
    from daily
    inner join daily as earlier
        on {{ same_keys('daily', 'earlier', keys) }}
        and daily.date_day > earlier.date_day
        and {{ dbt.dateadd('day', -56, 'daily.date_day') }} <= earlier.date_day
),

centred as (
    select
        network_id,
        date_day,
        payment_amount,
        count(*) as day_count,
        {{ percentile('earlier_amount', 0.5) }} as median_amount
    from compared
    group by network_id, date_day, payment_amount
),

spread as (
    select
        compared.network_id,
        compared.date_day,
        {{ percentile('abs(compared.earlier_amount - centred.median_amount)', 0.5) }}
            as deviation_amount
    from compared
    inner join centred
        on compared.network_id = centred.network_id
        and compared.date_day = centred.date_day
    group by compared.network_id, compared.date_day
),

scored as (
    select
        centred.*,
        spread.deviation_amount,
        case
            when centred.day_count >= 8 and spread.deviation_amount > 0
                then cast(
                    (centred.payment_amount - centred.median_amount)
                    / (1.4826 * spread.deviation_amount) as decimal(18, 4)
                )
        end as robust_score
    from centred
    inner join spread
        on centred.network_id = spread.network_id
        and centred.date_day = spread.date_day
)

select
    network_id,
    date_day,
    cast(payment_amount as decimal(18, 2)) as payment_amount,
    cast(median_amount as decimal(18, 2)) as usual_amount,
    cast(deviation_amount as decimal(18, 2)) as usual_deviation_amount,
    robust_score,
    coalesce(abs(robust_score) > 3.5, false) as is_anomaly,
    case
        when day_count < 8 then 'fewer than 8 such weekdays before'
        when deviation_amount = 0 then 'most such weekdays were alike'
    end as null_reason
from scored
