-- A failure means that the bytes of a text are miscounted, so that the conservation of
-- bytes from file to span proves nothing. It does not mean that bytes are lost.
with cases as (
    select
        texts.given,
        texts.encoding,
        texts.expected
    from (
        values
        ('abc', 'utf-8', 3),
        ('é', 'utf-8', 2),
        ('é', 'latin-1', 1),
        ('€', 'utf-8', 3),
        ('', 'utf-8', 0),
        ('', 'latin-1', 0)
    ) as texts (given, encoding, expected)
),

counted as (
    select
        given,
        encoding,
        expected,
        {{ byte_count('given', 'encoding') }} as found
    from cases
)

select *
from counted
where coalesce(found, -1) <> expected
