-- Findings of the laboratory by gene. Few persons with a variant can be told apart by
-- it, so that small groups show no figures.
with

calls as (
    select * from {{ ref('silver_variant_calls') }}
),

counted as (
    select
        network_id,
        gene_symbol,
        procedure_code,
        count(*) as call_count,
        count(distinct sample_id) as sample_count,
        count(distinct patient_id) as patient_count,
        count(claim_key) as billed_call_count,
        sum(case when genotype in ('1/1', '1|1') then 1 else 0 end)
            as homozygous_count
    from calls
    group by network_id, gene_symbol, procedure_code
)

select
    network_id,
    gene_symbol,
    procedure_code,
    cast({{ suppressed('call_count', 'patient_count') }} as bigint) as call_count,
    cast({{ suppressed('sample_count', 'patient_count') }} as bigint) as sample_count,
    cast({{ suppressed('billed_call_count', 'patient_count') }} as bigint)
        as billed_call_count,
    cast({{ suppressed('homozygous_count', 'patient_count') }} as bigint)
        as homozygous_count,
    patient_count < {{ var('small_group_minimum') }} as is_suppressed
from counted
