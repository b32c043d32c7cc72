-- A failure means that elements or components are taken from the wrong position, or
-- that an empty one is not null. It does not mean that any file is wrong.
with cases as (
    select
        texts.segment,
        texts.element_separator,
        texts.component_separator,
        texts.position,
        texts.expected,
        {{ split_text('texts.segment', 'texts.element_separator') }} as elements
    from (
        values
        ('SVC*HC:1:25*10', '*', ':', 1, 'HC:1:25'),
        ('SVC*HC:1:25*10', '*', ':', 2, '10'),
        ('SVC*HC:1:25*10', '*', ':', 3, null),
        ('SVC**10', '*', ':', 1, null),
        ('SVC|A*B|10', '|', '>', 1, 'A*B'),
        ('SVC', '*', ':', 1, null)
    ) as texts (segment, element_separator, component_separator, position, expected)
),

composites as (
    select
        texts.composite,
        texts.component_separator,
        texts.expected_first,
        texts.expected_third
    from (
        values
        ('HC:1:25', ':', 'HC', '25'),
        ('HC::25', ':', 'HC', '25'),
        (':1', ':', null, null),
        ('HC>1>25', '>', 'HC', '25'),
        ('HC>1>25', ':', 'HC>1>25', null),
        (null, ':', null, null)
    ) as texts (composite, component_separator, expected_first, expected_third)
),

found as (
    select
        segment as given,
        'element ' || position as what,
        expected,
        {{ x12_element_at('position') }} as found
    from cases
    union all
    select
        segment as given,
        'first element' as what,
        expected,
        {{ x12_element(1) }} as found
    from cases
    where position = 1
    union all
    select
        segment as given,
        'first element of a text' as what,
        expected,
        {{ x12_element(1, 'segment') }} as found
    from cases
    where position = 1
    union all
    select
        composite as given,
        'first component' as what,
        expected_first as expected,
        {{ x12_component('composite', 1) }} as found
    from composites
    union all
    select
        composite as given,
        'third component' as what,
        expected_third as expected,
        {{ x12_component('composite', 3) }} as found
    from composites
)

select *
from found
where coalesce(expected, 'null') <> coalesce(found, 'null')
