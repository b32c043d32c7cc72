-- Codes that claims or answers bring. The official texts of CPT are under copyright and
-- not here; the text of a HCPCS code stands where a network has loaded the list.
with

used as (
    select procedure_code from {{ ref('silver_claim_lines') }}
    union distinct
    select procedure_code from {{ ref('silver_service_payments') }}
),

texts as (
    select
        code,
        min(short_description) as short_description
    from {{ ref('silver_reference_codes') }}
    where code_system = 'HCPCS'
    group by code
),

classified as (
    select
        procedure_code,
        case
            when {{ matches('procedure_code', '^[A-V][0-9]{4}$') }} then 'HCPCS'
            when {{ matches('procedure_code', '^[0-9]{4}[0-9AFMTU]$') }} then 'CPT'
            else 'other'
        end as code_system
    from used
    where procedure_code is not null
)

select
    classified.procedure_code,
    classified.code_system,
    case
        when classified.code_system <> 'CPT' then 'other'
        when classified.procedure_code between '99202' and '99499'
            then 'evaluation and management'
        when classified.procedure_code < '02000' then 'anesthesia'
        when classified.procedure_code < '70000' then 'surgery'
        when classified.procedure_code < '80000' then 'radiology'
        when classified.procedure_code < '90000' then 'pathology and laboratory'
        else 'medicine'
    end as procedure_section,
    texts.short_description
from classified
left join texts
    on classified.procedure_code = texts.code
