-- A network is whoever delivers files under a contract of its own (DOMAIN 1).
with

files as (
    select
        network_id,
        count(*) as feed_file_count,
        max(ingested_at) as last_ingested_at
    from {{ ref('silver_feed_files') }}
    group by network_id
),

x12_files as (
    select
        network_id,
        count(*) as x12_file_count
    from {{ ref('silver_x12_files') }}
    group by network_id
),

chains as (
    select
        network_id,
        count(*) as claim_count,
        min(service_date) as first_service_date,
        max(last_posted_date) as last_posted_date
    from {{ ref('silver_claim_chains') }}
    group by network_id
),

networks as (
    select network_id from files
    union distinct
    select network_id from x12_files
)

select
    networks.network_id,
    coalesce(x12_files.x12_file_count, 0) as x12_file_count,
    coalesce(files.feed_file_count, 0) as feed_file_count,
    coalesce(chains.claim_count, 0) as claim_count,
    chains.first_service_date,
    chains.last_posted_date
from networks
left join files
    on networks.network_id = files.network_id
left join x12_files
    on networks.network_id = x12_files.network_id
left join chains
    on networks.network_id = chains.network_id
