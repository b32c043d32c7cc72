-- A failure means that a day is missing from a series, is in it twice, or that an end
-- is left out. 2024 has a 29 February; a series of one day has that day; from November
-- to February are four months, and none where the end is before the start.
with leap as (
    select {{ date_series("cast('2024-02-27' as date)", "cast('2024-03-02' as date)") }}
        as date_day
),

single as (
    select {{ date_series("cast('2026-01-01' as date)", "cast('2026-01-01' as date)") }}
        as date_day
),

months as (
    select {{ date_series(
        "cast('2025-11-01' as date)", "cast('2026-02-01' as date)", 'month'
    ) }} as date_day
    union all
    select {{ date_series(
        "cast('2025-11-01' as date)", "cast('2025-10-01' as date)", 'month'
    ) }} as date_day
),

found as (
    select
        'months' as series_name,
        count(*) as day_count,
        count(distinct date_day) as distinct_days,
        min(date_day) as first_day,
        max(date_day) as last_day
    from months
    union all
    select
        'leap' as series_name,
        count(*) as day_count,
        count(distinct date_day) as distinct_days,
        min(date_day) as first_day,
        max(date_day) as last_day
    from leap
    union all
    select
        'single' as series_name,
        count(*) as day_count,
        count(distinct date_day) as distinct_days,
        min(date_day) as first_day,
        max(date_day) as last_day
    from single
),

expected as (
    select
        'months' as series_name,
        4 as day_count,
        cast('2025-11-01' as date) as first_day,
        cast('2026-02-01' as date) as last_day
    union all
    select
        'leap' as series_name,
        5 as day_count,
        cast('2024-02-27' as date) as first_day,
        cast('2024-03-02' as date) as last_day
    union all
    select
        'single' as series_name,
        1 as day_count,
        cast('2026-01-01' as date) as first_day,
        cast('2026-01-01' as date) as last_day
)

select
    expected.series_name,
    found.day_count
from expected
left join found
    on expected.series_name = found.series_name
    and expected.day_count = found.day_count
    and expected.day_count = found.distinct_days
    and expected.first_day = found.first_day
    and expected.last_day = found.last_day
where found.series_name is null
