with

feed_rows as (
    select * from {{ ref('silver_feed_rows') }}
    where row_fate = 'quarantined'
),

-- transactions and what stands outside of them; a file that is no X12 is one such span
spans as (
    select * from {{ ref('silver_x12_spans') }}
    where span_status = 'quarantined'
)

select
    network_id,
    feed,
    rows_name,
    source_name,
    source_sha256,
    source_row,
    quarantine_stage,
    reason
from feed_rows
union all
select
    network_id,
    'x12' as feed,
    'pieces' as rows_name,
    source_name,
    source_sha256,
    source_row,
    'x12' as quarantine_stage,
    coalesce(status_reason, 'text outside of every interchange') as reason
from spans
