-- A failure means that the year of birth of a person over 89 is left, or that more than
-- the year is. It does not mean that such a person is in any table.
with cases as (
    select
        cast(dates.given as date) as given,
        cast(dates.on_date as date) as on_date,
        dates.expected
    from (
        values
        ('1980-05-17', '2026-11-21', 1980),
        -- the day before, and the day of, a 90th birthday
        ('1936-11-22', '2026-11-21', 1936),
        ('1936-11-21', '2026-11-21', null),
        ('1900-01-01', '2026-11-21', null),
        ('2026-11-21', '2026-11-21', 2026),
        ('2026-11-22', '2026-11-21', null),
        (null, '2026-11-21', null),
        ('1980-05-17', null, null)
    ) as dates (given, on_date, expected)
),

masked as (
    select
        given,
        expected,
        {{ mask_birth_date('given', 'on_date') }} as found
    from cases
)

select *
from masked
where coalesce(found, -1) <> coalesce(expected, -1)
