-- A failure means that a share is not one figure divided by another, rounded to its
-- scale, or that it divides by nothing.
with cases as (
    select
        given.part,
        given.whole,
        given.expected,
        given.expected_fine
    from (
        values
        (1.00, 3.00, 0.333333, 0.333333333),
        (2.00, 3.00, 0.666667, 0.666666667),
        (0.00, 3.00, 0.000000, 0.000000000),
        (-1.00, 8.00, -0.125000, -0.125000000),
        (1.00, 0.00, null, null),
        (1.00, null, null, null),
        (null, 3.00, null, null)
    ) as given (part, whole, expected, expected_fine)
),

found as (
    select
        *,
        {{ share_of('part', 'whole') }} as found,
        {{ share_of('part', 'whole', scale=9) }} as found_fine
    from cases
)

select *
from found
where
    coalesce(found, 999) <> coalesce(expected, 999)
    or coalesce(found_fine, 999) <> coalesce(expected_fine, 999)
