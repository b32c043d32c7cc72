-- How far the files of each network can be relied on: of all that arrived, what could
-- be used. Duplicates and what is replaced by a later row are no fault.
with

feed_rows as (
    select
        network_id,
        feed,
        count(*) as arrived_count,
        sum(case when row_fate = 'quarantined' then 1 else 0 end) as quarantined_count,
        sum(case when row_fate not in ('used', 'quarantined') then 1 else 0 end)
            as superseded_count
    from {{ ref('silver_feed_rows') }}
    group by network_id, feed
),

transactions as (
    select
        network_id,
        'x12' as feed,
        count(*) as arrived_count,
        sum(case when transaction_status = 'quarantined' then 1 else 0 end)
            as quarantined_count,
        sum(case when transaction_status = 'not_modelled' then 1 else 0 end)
            as superseded_count
    from {{ ref('silver_x12_transaction_status') }}
    group by network_id
),

issues as (
    select
        network_id,
        'x12' as feed,
        count(*) as issue_count
    from {{ ref('silver_x12_issues') }}
    group by network_id
),

changes as (
    select
        network_id,
        feed,
        count(*) as issue_count
    from {{ ref('silver_feed_columns') }}
    where change_kind in ('new', 'gone')
    group by network_id, feed
),

arrived as (
    select * from feed_rows
    union all
    select * from transactions
),

found as (
    select * from issues
    union all
    select * from changes
)

select
    arrived.network_id,
    arrived.feed,
    arrived.arrived_count,
    cast(arrived.quarantined_count as bigint) as quarantined_count,
    cast(arrived.superseded_count as bigint) as superseded_count,
    coalesce(found.issue_count, 0) as issue_count,
    cast(
        cast(arrived.arrived_count - arrived.quarantined_count as decimal(18, 6))
        / arrived.arrived_count as decimal(9, 6)
    ) as quality_share
from arrived
left join found
    on arrived.network_id = found.network_id
    and arrived.feed = found.feed
