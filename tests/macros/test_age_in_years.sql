-- A failure means that ages are counted wrongly around a birthday. It does not mean
-- that any birth date is wrong.
with cases as (
    select
        cast(dates.given as date) as given,
        cast(dates.on_date as date) as on_date,
        dates.expected
    from (
        values
        ('1980-05-17', '2026-05-16', 45),
        ('1980-05-17', '2026-05-17', 46),
        ('1980-05-17', '2026-12-01', 46),
        ('1980-12-01', '2026-05-31', 45),
        ('2000-02-29', '2026-02-28', 25),
        ('2000-02-29', '2026-03-01', 26),
        ('2000-02-29', '2028-02-29', 28),
        ('2026-01-01', '2026-01-01', 0),
        ('2026-01-02', '2026-01-01', -1),
        (null, '2026-01-01', null)
    ) as dates (given, on_date, expected)
),

aged as (
    select
        given,
        on_date,
        expected,
        {{ age_in_years('given', 'on_date') }} as found
    from cases
)

select *
from aged
where coalesce(found, -2) <> coalesce(expected, -2)
