-- A view, since the checks read it once. ICD codes are judged on the last day of the
-- claim, those of lines on the day of the line. Codes of other systems (HIPPS, home
-- infusion, drugs) are not here.
{{ config(materialized='view') }}

with

lines as (
    select * from {{ ref('silver_claim_lines') }}
),

diagnoses as (
    select * from {{ ref('silver_claim_diagnoses') }}
),

procedures as (
    select * from {{ ref('silver_claim_procedures') }}
),

line_dates as (
    select
        claim_key,
        max(coalesce(service_to_date, service_from_date)) as last_service_date
    from lines
    group by claim_key
),

claims as (
    select
        claims.claim_key,
        coalesce(claims.statement_to_date, line_dates.last_service_date) as last_date
    from {{ ref('silver_claims') }} as claims
    left join line_dates
        on claims.claim_key = line_dates.claim_key
),

used as (
    select
        claim_key,
        network_id,
        line_number,
        'procedure' as code_kind,
        1 as code_number,
        case
            when {{ matches('procedure_code', '^[A-V][0-9]{4}$') }} then 'HCPCS'
            else 'CPT'
        end as code_system,
        procedure_code as code,
        service_from_date as service_date
    from lines
    where coalesce(procedure_qualifier, 'HC') = 'HC'
    {%- for number in range(1, 5) %}
    union all
    select
        claim_key,
        network_id,
        line_number,
        'modifier' as code_kind,
        {{ number }} as code_number,
        'modifier' as code_system,
        modifier_{{ number }} as code,
        service_from_date as service_date
    from lines
    {%- endfor %}
    union all
    select
        claim_key,
        network_id,
        line_number,
        'revenue' as code_kind,
        1 as code_number,
        'revenue' as code_system,
        revenue_code as code,
        service_from_date as service_date
    from lines
    union all
    select
        diagnoses.claim_key,
        diagnoses.network_id,
        0 as line_number,
        'diagnosis' as code_kind,
        diagnoses.code_number,
        case diagnoses.diagnosis_code_set
            when 'icd10cm' then 'ICD-10-CM'
            when 'icd9cm' then 'ICD-9-CM'
        end as code_system,
        diagnoses.diagnosis_code as code,
        claims.last_date as service_date
    from diagnoses
    inner join claims
        on diagnoses.claim_key = claims.claim_key
    union all
    select
        procedures.claim_key,
        procedures.network_id,
        0 as line_number,
        'claim procedure' as code_kind,
        procedures.code_number,
        case procedures.procedure_code_set
            when 'icd10pcs' then 'ICD-10-PCS'
            when 'icd9procedure' then 'ICD-9-PCS'
        end as code_system,
        procedures.procedure_code as code,
        coalesce(procedures.procedure_date, claims.last_date) as service_date
    from procedures
    inner join claims
        on procedures.claim_key = claims.claim_key
)

select *
from used
where code is not null and code_system is not null
