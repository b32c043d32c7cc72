-- DOMAIN 7: member months in three rules. A file speaks for the whole month in which it
-- was drawn, so open spans count to the end of that month and no further.
{%- set month_keys = ['network_id', 'member_key', 'payer_key', 'plan_id'] %}

with

spans as (
    select * from {{ ref('silver_coverage_spans') }}
),

limited as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'coverage_start_date') }} as date)
            as first_month_date,
        least(
            coalesce(coverage_end_date, {{ open_date() }}),
            {{ dbt.last_day('file_date', 'month') }}
        ) as last_counted_date
    from spans
),

counted as (
    select
        *,
        {{ dbt.datediff('first_month_date', 'last_counted_date', 'month') }}
            as month_count
    from limited
    where coverage_start_date <= last_counted_date
),

numbered as (
    {{ numbers(120) }}
),

decades as (
    {{ numbers(20, 'decade') }}
),

-- 0 to 2399: two hundred years of months
month_numbers as (
    select 120 * (decades.decade - 1) + numbered.number - 1 as month_number
    from numbered
    cross join decades
),

months as (
    select
        counted.*,
        cast(
            {{ dbt.dateadd('month', 'month_numbers.month_number', 'first_month_date') }}
            as date
        ) as month_start_date
    from counted
    inner join month_numbers
        on counted.month_count >= month_numbers.month_number
),

ended as (
    select
        *,
        {{ dbt.last_day('month_start_date', 'month') }} as month_end_date,
        cast({{ dbt.dateadd('day', 14, 'month_start_date') }} as date) as middle_date
    from months
),

bounded as (
    select
        *,
        greatest(coverage_start_date, month_start_date) as from_date,
        least(last_counted_date, month_end_date) as to_date
    from ended
),

measured as (
    select
        *,
        {{ dbt.datediff('from_date', 'to_date', 'day') }}
        + 1 as span_days,
        extract(day from month_end_date) as month_days
    from bounded
)

select
    {{ month_keys | join(',\n    ') }},
    month_start_date,
    min(coverage_rank) as coverage_rank,
    cast(sum(span_days) as integer) as covered_days,
    1 as member_months_any_day,
    max(case when middle_date between from_date and to_date then 1 else 0 end)
        as member_months_on_15th,
    cast(sum(span_days) * 1.000000 / month_days as decimal(9, 6))
        as member_months_by_day
from measured
group by {{ month_keys | join(', ') }}, month_start_date, month_days
