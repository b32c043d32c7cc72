-- A failure means that keys are made otherwise than before, or otherwise than on
-- another engine: stored keys would no longer match. It does not mean that a model's
-- columns are wrong. Expected values: the first 15 hexadecimal digits of MD5, as a
-- number (Python's hashlib).
with cases as (
    select
        cases_given.first_field,
        cases_given.second_field,
        cases_given.expected
    from (
        values
        ('net', 1, 588178880093180805),
        ('net-transaction', 1, 456967923715126415),
        ('net', null, null)
    ) as cases_given (first_field, second_field, expected)
),

keyed as (
    select
        first_field,
        second_field,
        expected,
        {{ integer_key(['first_field', 'second_field']) }} as found
    from cases
)

select *
from keyed
where coalesce(expected, -1) <> coalesce(found, -1)
