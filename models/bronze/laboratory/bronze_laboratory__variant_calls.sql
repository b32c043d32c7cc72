with

landed as (
    select * from {{ known(source('laboratory', 'variant_calls')) }}
)

select
    {{ load_columns() }},
    call_id,
    sample_id,
    order_id,
    patient_id,
    claim_id,
    procedure_code,
    collected_date,
    reported_date,
    gene_symbol,
    chromosome,
    position,
    reference_allele,
    alternate_allele,
    genotype,
    quality_score,
    read_depth,
    filter_status,
    source_extra,
    source_text,
    landing_error
from landed
