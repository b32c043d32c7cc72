-- Every day that a ledger row, a service or a remittance can be on; a year that is a
-- typing error (1012, 9999) is no reason for a million rows.
with

days as (
    select
        service_date as first_date,
        last_posted_date as last_date
    from {{ ref('silver_claim_chains') }}
    union all
    select
        remittance_date as first_date,
        remittance_date as last_date
    from {{ ref('silver_remittances') }}
),

bounds as (
    select
        extract(year from greatest(min(first_date), cast('1990-01-01' as date)))
            as first_year,
        extract(year from least(max(last_date), cast('2099-12-31' as date)))
            as last_year
    from days
),

ends as (
    select
        cast(concat(cast(first_year as integer), '-01-01') as date) as first_day,
        cast(concat(cast(last_year as integer), '-12-31') as date) as last_day
    from bounds
    where first_year is not null and last_year is not null
),

calendar as (
    select {{ date_series('first_day', 'last_day') }} as date_day
    from ends
),

placed as (
    select
        date_day,
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_start_date,
        cast({{ dbt.last_day('date_day', 'month') }} as date) as month_end_date,
        cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start_date
    from calendar
),

counted as (
    select
        *,
        {{ dbt.datediff('week_start_date', 'date_day', 'day') }}
            as days_since_monday
    from placed
)

select
    date_day,
    cast(extract(year from date_day) as integer) as year_number,
    cast(extract(quarter from date_day) as integer) as quarter_number,
    cast(extract(month from date_day) as integer) as month_number,
    cast(days_since_monday + 1 as integer) as day_of_week,
    days_since_monday >= 5 as is_weekend,
    date_day = month_end_date as is_month_end,
    week_start_date,
    month_start_date,
    month_end_date
from counted
