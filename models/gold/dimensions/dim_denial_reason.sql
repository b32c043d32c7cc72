-- Reasons of the seed, and those that files bring and it does not know.
with

reasons as (
    select * from {{ ref('adjustment_reasons') }}
),

met as (
    select
        adjustment_reason_code,
        count(*) as adjustment_count
    from {{ ref('silver_adjustments') }}
    where adjustment_reason_code is not null
    group by adjustment_reason_code
)

select
    coalesce(reasons.adjustment_reason_code, met.adjustment_reason_code)
        as adjustment_reason_code,
    coalesce(reasons.label, 'Code not known here') as reason_label,
    coalesce(reasons.category, 'unknown') as reason_category,
    coalesce(reasons.root_cause, 'unknown') as root_cause,
    coalesce(reasons.is_denial, false) as is_denial,
    coalesce(reasons.is_contractual, false) as is_contractual,
    coalesce(reasons.is_patient_liability, false) as is_patient_liability,
    coalesce(reasons.is_preventable, false) as is_preventable,
    coalesce(reasons.is_appealable, false) as is_appealable,
    coalesce(reasons.is_active, false) as is_active,
    coalesce(met.adjustment_count, 0) as adjustment_count
from reasons
full outer join met
    on reasons.adjustment_reason_code = met.adjustment_reason_code
