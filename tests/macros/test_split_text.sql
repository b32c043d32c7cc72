-- A failure means that a text is split at the wrong place, or that an item is counted
-- or taken from the wrong position. It does not mean that any file is wrong.
with cases as (
    select
        texts.given,
        texts.separator,
        texts.expected_count,
        texts.expected_second
    from (
        values
        ('A*B*C', '*', 3, 'B'),
        ('A**C', '*', 3, ''),
        ('A*', '*', 2, ''),
        ('A', '*', 1, null),
        ('', '*', 1, null),
        ('A.B*C', '.', 2, 'B*C'),
        ('A\B', '\', 2, 'B'),
        ('A|B^C', '^', 2, 'C')
    ) as texts (given, separator, expected_count, expected_second)
),

items as (
    select
        *,
        {{ split_text('given', 'separator') }} as items
    from cases
),

found as (
    select
        given,
        expected_count,
        expected_second,
        {{ item_count('items') }} as found_count,
        {{ item_at('items', 2) }} as found_second
    from items
)

select *
from found
where
    expected_count <> found_count
    or coalesce(expected_second, 'null') <> coalesce(found_second, 'null')
