-- What payers reported, with our keys. The newest file of a payer holds everyone it
-- covers, so it alone says who is covered; older files stay here to be compared.
-- A file that does not say its day speaks for the day on which it landed.
with

entries as (
    select * from {{ ref('silver_eligibility_entries') }}
),

identifiers as (
    select * from {{ ref('silver_payer_identifiers') }}
),

keyed as (
    select
        {{ member_key('entries.member_id', relation='entries') }} as member_key,
        entries.network_id,
        identifiers.payer_key,
        coalesce(entries.plan_id, 'unknown') as plan_id,
        entries.coverage_rank,
        entries.coverage_start_date,
        entries.coverage_end_date,
        coalesce(entries.file_date, cast(entries.ingested_at as date)) as file_date,
        entries.source_name,
        entries.source_sha256,
        entries.source_row
    from entries
    inner join identifiers
        on entries.network_id = identifiers.network_id
        and {{ payer_identifier('entries.payer_id', 'entries.payer_name') }}
        = identifiers.payer_identifier
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
