-- DOMAIN 7: spans of a member at a payer in a plan are one where the next starts at the
-- latest on the day after the last day covered so far.
{%- set span_keys = ['network_id', 'member_key', 'payer_key', 'plan_id'] %}

with

entries as (
    select
        *,
        coalesce(coverage_end_date, {{ open_date() }}) as last_date,
        cast({{ dbt.dateadd('day', -1, 'coverage_start_date') }} as date)
            as day_before_date
    from {{ ref('silver_coverage_entries') }}
    where is_in_newest_file
),

compared as (
    select
        *,
        max(last_date) over (
            partition by {{ span_keys | join(', ') }}
            order by coverage_start_date, last_date, source_sha256, source_row
            rows between unbounded preceding and 1 preceding
        ) as last_date_before
    from entries
),

islands as (
    select
        *,
        sum(
            case
                when day_before_date <= last_date_before then 0
                else 1
            end
        ) over (
            partition by {{ span_keys | join(', ') }}
            order by coverage_start_date, last_date, source_sha256, source_row
            rows between unbounded preceding and current row
        ) as span_number
    from compared
)

select
    {{ integer_key(span_keys + ['span_number']) }} as coverage_span_key,
    {{ span_keys | join(',\n    ') }},
    cast(span_number as integer) as span_number,
    min(coverage_rank) as coverage_rank,
    count(*) as entry_count,
    count(distinct coverage_rank) > 1 as has_several_ranks,
    min(coverage_start_date) as coverage_start_date,
    nullif(max(last_date), {{ open_date() }}) as coverage_end_date,
    max(file_date) as file_date
from islands
group by {{ span_keys | join(', ') }}, span_number
