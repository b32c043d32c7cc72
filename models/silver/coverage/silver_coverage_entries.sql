-- What payers reported, with our keys. The newest file of a payer holds everyone it
-- covers, so it alone says who is covered; older files stay here to be compared.
-- A file that does not say its day speaks for the day on which it landed.
with

entries as (
    select * from {{ ref('silver_eligibility_entries') }}
),

members as (
    select * from {{ ref('silver_member_identifiers') }}
    where identifier_type = 'member'
),

payers as (
    select * from {{ ref('silver_payer_identifiers') }}
),

keyed as (
    select
        members.member_key,
        entries.network_id,
        payers.payer_key,
        coalesce(entries.plan_id, 'unknown') as plan_id,
        entries.coverage_rank,
        entries.coverage_start_date,
        entries.coverage_end_date,
        coalesce(entries.file_date, cast(entries.ingested_at as date)) as file_date,
        entries.source_name,
        entries.source_sha256,
        entries.source_row
    from entries
    inner join members
        on entries.network_id = members.network_id
        and entries.member_id = members.identifier
    inner join payers
        on entries.network_id = payers.network_id
        and {{ payer_identifier('entries.payer_id', 'entries.payer_name') }}
        = payers.payer_identifier
)

select
    network_id,
    member_key,
    payer_key,
    plan_id,
    coverage_rank,
    file_date = max(file_date) over (partition by network_id, payer_key)
        as is_in_newest_file,
    coverage_start_date,
    coverage_end_date,
    file_date,
    source_name,
    source_sha256,
    source_row
from keyed
