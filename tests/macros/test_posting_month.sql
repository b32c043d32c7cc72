-- A failure means that a movement counts in another month than that of its posting, or
-- that one posted before the network's first month is lost or brings a month.
with cases as (
    select
        cast(dates.given as date) as given,
        cast('2026-01-01' as date) as first_month_date,
        cast(dates.expected as date) as expected
    from (
        values
        ('2026-03-31', '2026-03-01'),
        ('2026-03-01', '2026-03-01'),
        ('2026-01-15', '2026-01-01'),
        ('1012-05-01', '2026-01-01')
    ) as dates (given, expected)
),

placed as (
    select
        given,
        expected,
        {{ posting_month('given', 'first_month_date') }} as found
    from cases
)

select *
from placed
where found is null or found <> expected
