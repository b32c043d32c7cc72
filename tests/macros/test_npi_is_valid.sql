-- A failure means that NPIs are taken for valid, or for invalid, that are not. It does
-- not mean that any claim names such a provider. The check digits of the valid ones
-- were worked out apart from the macro.
with cases as (
    select
        texts.given,
        texts.expected
    from (
        values
        ('1234567893', true),
        ('1679576722', true),
        ('1000000004', true),
        ('2000000002', true),
        ('1999999984', true),
        ('1234567890', false),
        ('1234567983', false),
        ('2134567893', false),
        ('3234567899', false),
        ('0000000006', false),
        ('123456789', false),
        ('12345678930', false),
        ('123456789X', false),
        (' 1234567893', false),
        ('', false),
        (null, false)
    ) as texts (given, expected)
),

checked as (
    select
        given,
        expected,
        {{ npi_is_valid('given') }} as found
    from cases
)

select *
from checked
where found is null or found <> expected
