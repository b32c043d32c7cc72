-- A failure means that an age over 89 is left in the clear, or that a lower one is
-- lost. It does not mean that such an age is in any table.
with cases as (
    select
        ages.given,
        ages.expected
    from (
        values
        (0, 0),
        (17, 17),
        (88, 88),
        (89, 89),
        (90, 90),
        (91, 90),
        (119, 90),
        (-1, null),
        (null, null)
    ) as ages (given, expected)
),

masked as (
    select
        given,
        expected,
        {{ mask_age('given') }} as found
    from cases
)

select *
from masked
where coalesce(found, -2) <> coalesce(expected, -2)
