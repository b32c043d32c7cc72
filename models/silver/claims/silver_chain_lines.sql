-- What a line of a chain is: as the version whose charge counts has it; a line that
-- this one dropped, as the latest version that had it.
with

version_lines as (
    select * from {{ ref('silver_claim_version_lines') }}
),

progress as (
    select * from {{ ref('silver_chain_progress') }}
),

sent_lines as (
    select * from {{ ref('silver_claim_lines') }}
),

ranked as (
    select
        version_lines.*,
        version_lines.claim_key = progress.charged_claim_key as is_in_charged_version,
        row_number() over (
            partition by version_lines.chain_key, version_lines.chain_line_number
            order by
                case
                    when version_lines.claim_key = progress.charged_claim_key then 0
                    else 1
                end asc,
                version_lines.version_number desc,
                version_lines.line_number asc
        ) as choice_rank
    from version_lines
    inner join progress
        on version_lines.chain_key = progress.chain_key
)

select
    ranked.chain_key,
    ranked.chain_line_number,
    ranked.claim_key,
    ranked.line_number,
    ranked.is_in_charged_version,
    ranked.charge_amount,
    {{ prefixed('sent_lines', [
        'procedure_qualifier', 'procedure_code', 'modifier_1', 'modifier_2',
        'modifier_3', 'modifier_4', 'revenue_code', 'place_of_service_code',
        'unit_code', 'service_units', 'service_from_date', 'service_to_date',
    ]) | join(',\n    ') }}
from ranked
inner join sent_lines
    on ranked.claim_key = sent_lines.claim_key
    and ranked.line_number = sent_lines.line_number
where ranked.choice_rank = 1
