-- A failure means that a segment is taken for one with another tag. It does not mean
-- that any file is wrong.
with cases as (
    select
        texts.segment,
        texts.element_separator,
        texts.expected
    from (
        values
        ('CLP*A1*1', '*', 'CLP'),
        ('N1*PR', '*', 'N1'),
        ('N1|PR*X', '|', 'N1'),
        ('SE', '*', 'SE'),
        ('*A', '*', ''),
        ('', '*', ''),
        ('é*A', '*', 'é'),
        ('A.B*C', '.', 'A'),
        (null, '*', null)
    ) as texts (segment, element_separator, expected)
),

found as (
    select
        segment as given,
        expected,
        {{ x12_tag('segment') | indent(8) }} as found
    from cases
)

select *
from found
where coalesce(expected, 'null') <> coalesce(found, 'null')
