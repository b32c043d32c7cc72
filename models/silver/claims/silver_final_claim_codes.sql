-- Diagnoses and procedures of settled claims in the order of the claim; an admitting
-- diagnosis, a reason for the visit or an external cause has no place in it.
with

claims as (
    select * from {{ ref('silver_final_claims') }}
),

listed as (
    select
        claim_key,
        diagnosis_position as code_position,
        diagnosis_code_set,
        diagnosis_code,
        present_on_admission_code,
        null as procedure_code_set,
        null as procedure_code,
        cast(null as date) as procedure_date
    from {{ ref('silver_claim_diagnoses') }}
    where diagnosis_position is not null
    union all
    select
        claim_key,
        row_number() over (
            partition by claim_key
            order by case when is_principal then 0 else 1 end, code_number
        ) as code_position,
        null as diagnosis_code_set,
        null as diagnosis_code,
        null as present_on_admission_code,
        procedure_code_set,
        procedure_code,
        procedure_date
    from {{ ref('silver_claim_procedures') }}
    where procedure_code_set in ('icd10pcs', 'icd9procedure')
)

select
    listed.claim_key,
    cast(listed.code_position as integer) as code_position,
    {%- for column in [
        'diagnosis_code_set', 'diagnosis_code', 'present_on_admission_code',
        'procedure_code_set', 'procedure_code', 'procedure_date',
    ] %}
    max(listed.{{ column }}) as {{ column }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
from listed
inner join claims
    on listed.claim_key = claims.claim_key
group by listed.claim_key, listed.code_position
