-- A failure means that dates in X12 files are read wrongly, or that one that does not
-- exist stops the build. It does not mean that any file holds such a text.
with cases as (
    select
        texts.given,
        cast(texts.expected as date) as expected
    from (
        values
        ('20260101', '2026-01-01'),
        ('20240229', '2024-02-29'),
        ('19000101', '1900-01-01'),
        ('20260229', null),
        ('19000229', null),
        ('20261301', null),
        ('20260100', null),
        ('00000000', null),
        ('00010101', null),
        ('30000101', null),
        ('99999999', null),
        ('2026-01-01', null),
        ('2026010', null),
        ('202601011530', null),
        (' 20260101', null),
        ('', null),
        (null, null)
    ) as texts (given, expected)
),

read_dates as (
    select
        given,
        expected,
        {{ safe_date('given') }} as found
    from cases
)

select *
from read_dates
where
    (found is null) <> (expected is null)
    or found <> expected
