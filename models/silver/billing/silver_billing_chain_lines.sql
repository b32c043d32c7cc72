-- The lines of chains as billing knows them: by procedure, first modifier, charge and
-- date. A line that was corrected from one version to the next is here as both.
with

version_lines as (
    select * from {{ ref('silver_claim_version_lines') }}
),

claim_lines as (
    select * from {{ ref('silver_claim_lines') }}
),

versions as (
    select * from {{ ref('silver_claim_versions') }}
),

keyed as (
    select
        version_lines.chain_key,
        version_lines.chain_line_number,
        version_lines.version_number,
        {{ billed_service_key(
            'coalesce(claim_lines.procedure_code, claim_lines.revenue_code)',
            'claim_lines.modifier_1', 'claim_lines.charge_amount',
            'coalesce(claim_lines.service_from_date, versions.service_date)',
        ) }} as billed_service_key
    from version_lines
    inner join claim_lines
        on version_lines.claim_key = claim_lines.claim_key
        and version_lines.line_number = claim_lines.line_number
    inner join versions
        on version_lines.claim_key = versions.claim_key
),

grouped as (
    select
        chain_key,
        chain_line_number,
        billed_service_key,
        max(version_number) as version_number
    from keyed
    where billed_service_key is not null
    group by chain_key, chain_line_number, billed_service_key
)

select
    chain_key,
    chain_line_number,
    billed_service_key,
    cast(version_number as integer) as version_number,
    cast(row_number() over (
        partition by chain_key, billed_service_key order by chain_line_number
    ) as integer) as occurrence
from grouped
