-- A payer's newest file may leave out what an older one reported: it then counts as
-- withdrawn, and stands here instead of in silver_coverage_spans.
{%- set entry_keys = [
    'network_id', 'member_key', 'payer_key', 'plan_id', 'coverage_start_date',
] %}

with

entries as (
    select
        *,
        row_number() over (
            partition by {{ entry_keys | join(', ') }}
            order by
                file_date desc,
                coverage_end_date desc nulls first,
                source_sha256 asc,
                source_row asc
        ) as report_number
    from {{ ref('silver_coverage_entries') }}
),

spans as (
    select * from {{ ref('silver_coverage_spans') }}
)

select
    {{ prefixed('entries', entry_keys) | join(',\n    ') }},
    entries.coverage_rank,
    entries.coverage_end_date,
    entries.file_date as last_reported_date
from entries
left join spans
    on {{ same_keys('entries', 'spans', entry_keys[:4]) }}
    and entries.coverage_start_date >= spans.coverage_start_date
    and entries.coverage_start_date
    <= coalesce(spans.coverage_end_date, {{ open_date() }})
where entries.report_number = 1 and spans.coverage_span_key is null
