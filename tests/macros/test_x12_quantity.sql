-- A failure means that units in X12 files are read wrongly. It does not mean that any
-- file holds such a text.
with cases as (
    select
        texts.given,
        cast(texts.expected as decimal(15, 4)) as expected
    from (
        values
        ('1', '1'),
        ('1.5', '1.5'),
        ('.25', '0.25'),
        ('-3', '-3'),
        ('0.3333', '0.3333'),
        ('2.50000000', '2.5'),
        ('12345678901', '12345678901'),
        ('0.33333', null),
        ('123456789012', null),
        ('1e1', null),
        ('', null),
        (null, null)
    ) as texts (given, expected)
),

read_quantities as (
    select
        given,
        expected,
        {{ x12_quantity('given') }} as found
    from cases
)

select *
from read_quantities
where
    (found is null) <> (expected is null)
    or found <> expected
