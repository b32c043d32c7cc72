-- A failure means that a character is left in a text, or that a text is lost with it.
-- It does not mean that any file is wrong.
with cases as (
    select
        texts.given,
        texts.unwanted,
        texts.expected
    from (
        values
        ('AxBxxC', 'x', 'ABC'),
        ('xABCx', 'x', 'ABC'),
        ('ABC', 'x', 'ABC'),
        ('A.B', '.', 'AB'),
        ('xx', 'x', ''),
        ('', 'x', ''),
        ('ABC', null, 'ABC'),
        (null, 'x', null)
    ) as texts (given, unwanted, expected)
),

reduced as (
    select
        given,
        unwanted,
        expected,
        {{ without('given', 'unwanted') }} as found
    from cases
)

select *
from reduced
where coalesce(found, 'null') <> coalesce(expected, 'null')
