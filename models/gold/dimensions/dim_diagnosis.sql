with

used as (
    select
        diagnosis_code,
        diagnosis_code_set
    from {{ ref('silver_claim_diagnoses') }}
    where diagnosis_code is not null
    group by diagnosis_code, diagnosis_code_set
),

texts as (
    select
        code,
        case code_system when 'ICD-10-CM' then 'icd10cm' else 'icd9cm' end
            as diagnosis_code_set,
        min(short_description) as short_description
    from {{ ref('silver_reference_codes') }}
    where code_system in ('ICD-10-CM', 'ICD-9-CM')
    group by code, code_system
)

select
    {{ dbt_utils.generate_surrogate_key([
        'used.diagnosis_code_set', 'used.diagnosis_code',
    ]) }}
        as diagnosis_key,
    used.diagnosis_code_set,
    used.diagnosis_code,
    substr(used.diagnosis_code, 1, 3) as diagnosis_category_code,
    texts.short_description
from used
left join texts
    on used.diagnosis_code = texts.code
    and used.diagnosis_code_set = texts.diagnosis_code_set
