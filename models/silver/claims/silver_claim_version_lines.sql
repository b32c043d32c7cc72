-- The lines of a chain over all its versions: one line is one control number
-- (REF*6R), where there is none, or a claim repeats it, one procedure with its
-- modifiers, date and charge. Never a position alone.
with

versions as (
    select * from {{ touched_chains(ref('silver_claim_versions')) }}
),

keyed as (
    select
        claim_lines.claim_key,
        claim_lines.line_number,
        versions.chain_key,
        versions.version_number,
        claim_lines.charge_amount,
        {{ integer_key(['claim_lines.line_token']) }}
            as reported_control_key,
        count(*) over (
            partition by claim_lines.claim_key, claim_lines.line_token
        ) as control_count,
        {{ service_key(
            'claim_lines', 'claim_lines.procedure_code', 'claim_lines.charge_amount',
            'coalesce(claim_lines.service_from_date, versions.service_date)') }} as service_key
    from {{ ref('silver_claim_lines') }} as claim_lines
    inner join versions
        on claim_lines.claim_key = versions.claim_key
),

occurring as (
    select
        *,
        case when control_count = 1 then reported_control_key end as line_control_key,
        row_number() over (
            partition by claim_key, service_key order by line_number
        ) as service_occurrence
    from keyed
),

identified as (
    select
        *,
        coalesce(
            line_control_key, {{ integer_key(['service_key', 'service_occurrence']) }}
        ) as line_identity_key
    from occurring
),

placed as (
    select
        *,
        min(version_number * 1000000 + line_number) over (
            partition by chain_key, line_identity_key
        ) as first_place
    from identified
)

select
    claim_key,
    line_number,
    chain_key,
    cast(dense_rank() over (
        partition by chain_key order by first_place, line_identity_key
    ) as integer) as chain_line_number,
    line_control_key,
    service_key,
    version_number,
    charge_amount
from placed
