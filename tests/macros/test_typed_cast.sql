-- A failure means that a feed's cell is read as something that it does not say, or that
-- a readable one is turned away. It does not mean that any file holds such a cell.
with

amounts as (
    select
        texts.given,
        cast(texts.expected as {{ dbt.type_string() }}) as expected,
        cast({{ typed_cast('given', 'amount') }} as {{ dbt.type_string() }}) as found
    from (
        values
        ('1234.5', '1234.50'),
        ('-1234.50', '-1234.50'),
        ('0', '0.00'),
        ('.5', '0.50'),
        ('10.1000', '10.10'),
        ('1,234.50', '1234.50'),
        ('-1,234,567.89', '-1234567.89'),
        ('$1,234.50', '1234.50'),
        ('-$5', '-5.00'),
        ('$12', '12.00'),
        ('123456789012345.99', '123456789012345.99'),
        ('1234567890123456', null),
        ('10.125', null),
        ('1e3', null),
        ('12,34', null),
        ('1234,567', null),
        ('1.234,50', null),
        ('148,50', null),
        ('(12.50)', null),
        ('12.50-', null),
        ('$-5', null),
        ('12.50 USD', null),
        ('NaN', null),
        (null, null)
    ) as texts (given, expected)
),

quantities as (
    select
        texts.given,
        cast(texts.expected as {{ dbt.type_string() }}) as expected,
        cast({{ typed_cast('given', 'quantity') }} as {{ dbt.type_string() }}) as found
    from (
        values
        ('1', '1.0000'),
        ('0.0625', '0.0625'),
        ('-2.50000', '-2.5000'),
        ('0.06255', null),
        ('1,000', null),
        ('two', null)
    ) as texts (given, expected)
),

integers as (
    select
        texts.given,
        cast(texts.expected as {{ dbt.type_string() }}) as expected,
        cast({{ typed_cast('given', 'integer') }} as {{ dbt.type_string() }}) as found
    from (
        values
        ('007', '7'),
        ('7.0', '7'),
        ('-3', '-3'),
        ('999999999999999999', '999999999999999999'),
        ('1000000000000000000', null),
        ('7.5', null),
        ('7e2', null),
        ('x', null)
    ) as texts (given, expected)
),

dates as (
    select
        texts.given,
        cast(texts.expected as {{ dbt.type_string() }}) as expected,
        cast({{ typed_cast('given', 'date') }} as {{ dbt.type_string() }}) as found
    from (
        values
        ('2026-01-31', '2026-01-31'),
        ('20260131', '2026-01-31'),
        ('01/31/2026', '2026-01-31'),
        ('1/3/2026', '2026-01-03'),
        ('2026-01-31 00:00:00', '2026-01-31'),
        ('2026-01-31T00:00:00.000', '2026-01-31'),
        ('2024-02-29', '2024-02-29'),
        ('2026-02-29', null),
        ('2026-01-31 00:01:00', null),
        ('31/01/2026', null),
        ('01/31/26', null),
        ('2026-1-31', null),
        ('2026/01/31', null),
        ('31.01.2026', null),
        ('46053', null),
        ('0001-01-01', null),
        ('9999-12-31', null)
    ) as texts (given, expected)
),

times as (
    select
        texts.given,
        cast(texts.expected as {{ dbt.type_string() }}) as expected,
        cast({{ typed_cast('given', 'timestamp') }} as {{ dbt.type_string() }}) as found
    from (
        values
        ('2026-01-31 15:30', '2026-01-31 15:30:00'),
        ('2026-01-31 15:30:01', '2026-01-31 15:30:01'),
        ('2026-01-31T15:30:01.25Z', '2026-01-31 15:30:01.25'),
        ('2026-01-31', '2026-01-31 00:00:00'),
        ('1/31/2026', '2026-01-31 00:00:00'),
        ('2026-01-31 25:30', null),
        ('2026-01-31 15:30:01+02:00', null),
        ('15:30', null)
    ) as texts (given, expected)
),

codes as (
    select
        texts.given,
        cast(texts.expected as {{ dbt.type_string() }}) as expected,
        {{ typed_cast('given', ['1', '7', '8']) }} as found
    from (
        values
        ('7', '7'),
        ('9', null),
        ('07', null)
    ) as texts (given, expected)
),

texts as (
    select
        cells.given,
        cells.expected,
        {{ typed_text('cells.given') }} as found
    from (
        values
        ('  a b  ', 'a b'),
        ('   ', null),
        ('', null),
        (null, null)
    ) as cells (given, expected)
),

cases as (
    {%- for kind in [
        'amounts', 'quantities', 'integers', 'dates', 'times', 'codes', 'texts'
    ] %}
    select
        '{{ kind }}' as kind,
        given,
        expected,
        found
    from {{ kind }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select *
from cases
where
    (found is null) <> (expected is null)
    or found <> expected
