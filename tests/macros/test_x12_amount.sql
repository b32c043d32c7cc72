-- A failure means that money in X12 files is read wrongly: a text is taken for another
-- amount, or one that is no amount is taken for one. It does not mean that any file
-- holds such a text.
with cases as (
    select
        texts.given,
        cast(texts.expected as decimal(18, 2)) as expected
    from (
        values
        ('0', '0'),
        ('100', '100'),
        ('100.', '100'),
        ('10.1', '10.10'),
        ('10.12', '10.12'),
        ('10.100', '10.10'),
        ('10.1200000', '10.12'),
        ('.5', '0.50'),
        ('-.5', '-0.50'),
        ('-0.00', '0.00'),
        ('-80.25', '-80.25'),
        ('007', '7'),
        ('999999999999999.99', '999999999999999.99'),
        ('1e3', null),
        ('10.125', null),
        ('.001', null),
        ('1,000.00', null),
        ('+5', null),
        ('5-', null),
        ('--5', null),
        ('.', null),
        ('-', null),
        ('', null),
        (' 5', null),
        ('5 ', null),
        ('5USD', null),
        ('NaN', null),
        ('1000000000000000', null),
        (null, null)
    ) as texts (given, expected)
),

read_amounts as (
    select
        given,
        expected,
        {{ x12_amount('given') }} as found,
        {{ x12_is_amount('given') }} as is_amount
    from cases
)

select *
from read_amounts
where
    (found is null) <> (expected is null)
    or found <> expected
    or coalesce(is_amount, false) <> (expected is not null)
    -- null is neither an amount nor none
    or (is_amount is null) <> (given is null)
