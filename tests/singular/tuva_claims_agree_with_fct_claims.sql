-- A failure means that the Tuva view tells of another chain or other money than
-- fct_claims: a settled chain is missing, one is there that nobody settled, its charges
-- or payments differ, or its lines do not count from 1.
-- It does not mean that an amount is right, nor that Tuva takes what is empty here.
with

settled as (
    select
        {{ dbt.safe_cast('chain_key', dbt.type_string()) }} as claim_id,
        charge_amount,
        primary_paid_amount + secondary_paid_amount as paid_amount
    from {{ ref('fct_claims') }}
    where answer_count > 0 and not is_voided
),

shown as (
    select
        claim_id,
        sum(charge_amount) as charge_amount,
        sum(paid_amount) as paid_amount,
        count(*) as line_count,
        max(claim_line_number) as last_line_number
    from {{ ref('tuva_medical_claim') }}
    group by claim_id
)

select
    settled.claim_id as chain_key,
    shown.claim_id as shown_chain_key,
    settled.charge_amount,
    shown.charge_amount as shown_charge_amount,
    settled.paid_amount,
    shown.paid_amount as shown_paid_amount
from settled
full outer join shown
    on settled.claim_id = shown.claim_id
where
    settled.claim_id is null
    or shown.claim_id is null
    or settled.charge_amount <> shown.charge_amount
    or settled.paid_amount <> shown.paid_amount
    or shown.line_count <> shown.last_line_number
