-- A failure means that fct_adjudications puts an adjustment on the wrong line or in
-- two kinds: charge − contractual − patient responsibility − denial − other is not paid
-- on a line whose file does balance.
-- It does not mean that a file is out of balance: lines that don't balance in silver
-- are kept by policy and left out here, and line 0 is read only where claim and lines
-- balance.
with

lines as (
    select * from {{ ref('fct_adjudications') }}
),

claims as (
    select * from {{ ref('silver_remittance_claims') }}
),

services as (
    select * from {{ ref('silver_service_payments') }}
),

claims_with_unbalanced_services as (
    select distinct remittance_claim_key from services
    where not is_balanced
),

balanced as (
    select
        remittance_claim_key,
        service_number
    from services
    where is_balanced
    union all
    select
        claims.remittance_claim_key,
        0 as service_number
    from claims
    left join claims_with_unbalanced_services as unbalanced
        on claims.remittance_claim_key = unbalanced.remittance_claim_key
    where claims.is_balanced and unbalanced.remittance_claim_key is null
)

select
    lines.remittance_claim_key,
    lines.service_number,
    lines.charge_amount,
    lines.contractual_amount,
    lines.patient_responsibility_amount,
    lines.denial_amount,
    lines.other_adjustment_amount,
    lines.paid_amount
from lines
inner join balanced
    on lines.remittance_claim_key = balanced.remittance_claim_key
    and lines.service_number = balanced.service_number
where
    lines.charge_amount - lines.contractual_amount - lines.patient_responsibility_amount
    - lines.denial_amount - lines.other_adjustment_amount <> lines.paid_amount
