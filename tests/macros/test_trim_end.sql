-- A failure means that more or less than trailing terminators and blanks is cut from a
-- text, so that segments are miscounted. It does not mean that any file is wrong.
with cases as (
    select
        texts.given,
        texts.characters,
        texts.expected
    from (
        values
        ('SE*1~', '~ ', 'SE*1'),
        ('SE*1~ ~~ ', '~ ', 'SE*1'),
        ('~SE*1', '~ ', '~SE*1'),
        ('A~B', '~ ', 'A~B'),
        ('N1*É~', '~ ', 'N1*É'),
        ('CAS*CO**~', '~ ', 'CAS*CO**'),
        ('SE|1\\', '\ ', 'SE|1'),
        ('~~', '~ ', ''),
        ('', '~ ', '')
    ) as texts (given, characters, expected)
),

trimmed as (
    select
        given,
        characters,
        expected,
        {{ trim_end('given', 'characters') }} as found
    from cases
)

select *
from trimmed
where coalesce(found, 'null') <> expected
