-- The calls behind each genetic test: one to four a line, one in seven of low quality.
create or replace table laboratory__variant_calls as
with calls as (
    select
        lines.*,
        numbers.call_number,
        (lines.claim_number * 10 + lines.line_number) * 10 + numbers.call_number
            as call_key,
        procedures.gene_symbol,
        procedures.chromosome,
        procedures.gene_position,
    from lines
    inner join procedures
        on lines.procedure_code = procedures.procedure_code
        and procedures.gene_symbol is not null
    inner join range(1, 5) as numbers (call_number)
        on numbers.call_number
        <= 1 + draw(
            lines.network_number, lines.claim_number * 10 + lines.line_number, 'calls', 4
        )
),

scored as (
    select
        *,
        (
            case
                when draw(network_number, call_key, 'low quality', 7) = 0 then 3
                else 30
            end + draw(network_number, call_key, 'quality', 2700)
            * case
                when draw(network_number, call_key, 'low quality', 7) = 0 then 0.006
                else 0.025
            end
        )::decimal(6, 2) as quality_score,
        pick(['A', 'C', 'G', 'T'], network_number, call_key, 'reference') as base,
    from calls
)

select
    scored.network_number,
    'VC' || scored.call_key as call_id,
    'SP' || (scored.claim_number * 10 + scored.line_number) as sample_id,
    'ORD' || (scored.claim_number * 10 + scored.line_number) as order_id,
    patients.patient_id,
    encounters.claim_id,
    scored.procedure_code,
    encounters.service_date::date as collected_date,
    (encounters.service_date + 5 + draw(scored.network_number, call_key, 'reported', 9))
        ::date as reported_date,
    scored.gene_symbol,
    scored.chromosome,
    scored.gene_position + draw(scored.network_number, call_key, 'position', 5000)
        as position,
    scored.base as reference_allele,
    replace('ACGT', scored.base, '')[
        1 + draw(scored.network_number, call_key, 'alternate', 3)
    ] as alternate_allele,
    pick(['0/1', '0/1', '1/1', '0|1'], scored.network_number, call_key, 'genotype')
        as genotype,
    scored.quality_score,
    8 + draw(scored.network_number, call_key, 'depth', 120) as read_depth,
    case when scored.quality_score < 20 then 'LowQual' else 'PASS' end as filter_status,
from scored
inner join encounters
    on scored.network_number = encounters.network_number
    and scored.claim_number = encounters.claim_number
inner join patients
    on encounters.network_number = patients.network_number
    and encounters.member_number = patients.member_number
    and encounters.is_dependant = patients.is_dependant
