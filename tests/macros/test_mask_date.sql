-- A failure means that more than the year of a date about a person is left. It does not
-- mean that such a date is in any table.
with cases as (
    select
        cast(dates.given as date) as given,
        dates.expected
    from (
        values
        ('2026-01-01', 2026),
        ('1999-12-31', 1999),
        ('2024-02-29', 2024),
        (null, null)
    ) as dates (given, expected)
),

masked as (
    select
        given,
        expected,
        {{ mask_date('given') }} as found
    from cases
)

select *
from masked
where coalesce(found, -1) <> coalesce(expected, -1)
