-- A failure means that trace_identifier makes one of these traces another one.
with cases as (
    select
        given.trace_number,
        given.expected
    from (
        values
        ('E13001', 'E13001'),
        (' e13 001 ', 'E13001'),
        ('0013001', '0013001'),
        ('13-001', '13-001'),
        ('  ', null),
        ('', null),
        (null, null)
    ) as given (trace_number, expected)
)

select *
from cases
where {{ differs(trace_identifier('trace_number'), 'expected') }}
