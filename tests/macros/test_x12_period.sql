-- A failure means that days and periods of X12 files (D8, RD8, DT, RDT) are misread, or
-- that one that does not exist stops the build. It does not mean that any file holds
-- such a text.
with cases as (
    select
        texts.given,
        cast(texts.expected_start as date) as expected_start,
        cast(texts.expected_end as date) as expected_end
    from (
        values
        ('20260102', '2026-01-02', '2026-01-02'),
        ('20260102-20260104', '2026-01-02', '2026-01-04'),
        ('202601021530', '2026-01-02', '2026-01-02'),
        ('202601020800-202601041700', '2026-01-02', '2026-01-04'),
        ('20260230-20260301', null, '2026-03-01'),
        ('20260102-20260230', '2026-01-02', null),
        ('20260102-', '2026-01-02', null),
        ('-20260102', null, '2026-01-02'),
        ('1530', null, null),
        ('', null, null),
        (null, null, null)
    ) as texts (given, expected_start, expected_end)
),

periods as (
    select
        given,
        expected_start,
        expected_end,
        {{ x12_period_start('given') }} as found_start,
        {{ x12_period_end('given') }} as found_end
    from cases
)

select *
from periods
where
    (found_start is null) <> (expected_start is null)
    or (found_end is null) <> (expected_end is null)
    or found_start <> expected_start
    or found_end <> expected_end
