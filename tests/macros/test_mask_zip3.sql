-- A failure means that a ZIP code names fewer people than Safe Harbor allows, or that
-- one is lost. It does not mean that such a code is in any table.
with cases as (
    select
        texts.given,
        texts.expected
    from (
        values
        ('02134', '021'),
        ('021341234', '021'),
        ('02134-1234', '021'),
        -- of both lists, of 2000 alone, of 2020 alone
        ('03601', '000'),
        ('89012', '000'),
        ('20501', '000'),
        ('36901', '000'),
        -- digits that stand across two prefixes of the list
        ('60591', '605'),
        ('2134', null),
        ('0213', null),
        ('021345', null),
        ('K1A 0B1', null),
        ('', null),
        (null, null)
    ) as texts (given, expected)
),

masked as (
    select
        given,
        expected,
        {{ mask_zip3('given') }} as found
    from cases
)

select *
from masked
where coalesce(found, 'none') <> coalesce(expected, 'none')
