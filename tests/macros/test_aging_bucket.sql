-- A failure means that an age is in the wrong bucket: each ends with the day that names
-- its end. It does not mean that any balance is wrong.
with cases as (
    select
        ages.given,
        ages.expected
    from (
        values
        (-1, '0-30'),
        (0, '0-30'),
        (30, '0-30'),
        (31, '31-60'),
        (60, '31-60'),
        (61, '61-90'),
        (90, '61-90'),
        (91, '91-120'),
        (120, '91-120'),
        (121, '121+'),
        (4000, '121+'),
        (null, 'no date')
    ) as ages (given, expected)
),

placed as (
    select
        given,
        expected,
        {{ aging_bucket('given') }} as found
    from cases
)

select *
from placed
where found <> expected
