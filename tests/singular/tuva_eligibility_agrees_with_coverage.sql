-- A failure means that the Tuva view and the coverage spans differ: a span is missing
-- or another's, or its known last day is another. A doubled one breaks the key.
-- It does not mean that a feed told the truth: tests/python/test_truth_coverage.py asks
-- that of the spans.
with

spans as (
    select
        members.member_token as member_id,
        spans.payer_key as payer,
        spans.plan_id as plan,
        spans.coverage_start_date,
        spans.coverage_end_date
    from {{ ref('silver_coverage_spans') }} as spans
    inner join {{ ref('silver_members') }} as members
        on spans.member_key = members.member_key
),

shown as (
    select * from {{ ref('tuva_eligibility') }}
)

select
    coalesce(spans.member_id, shown.member_id) as member_token,
    count(spans.member_id) as span_count,
    count(shown.member_id) as shown_count
from spans
full outer join shown
    on spans.member_id = shown.member_id
    and spans.payer = shown.payer
    and spans.plan = shown.plan
    and spans.coverage_start_date = shown.enrollment_start_date
group by coalesce(spans.member_id, shown.member_id)
having
    count(spans.member_id) <> count(*)
    or count(shown.member_id) <> count(*)
    or max(
        case when spans.coverage_end_date <> shown.enrollment_end_date then 1 else 0 end
    ) = 1
