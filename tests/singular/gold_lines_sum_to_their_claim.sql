-- A failure means that fct_adjudications lost, doubled or misplaced money: the lines
-- of a claim, line 0 among them, do not sum to its CLP03, CLP04 and adjustments, or a
-- claim has no line.
-- It does not mean that a file is out of balance: line 0 takes up what the lines leave.
with

claims as (
    select * from {{ ref('silver_remittance_claims') }}
),

lines as (
    select
        remittance_claim_key,
        sum(charge_amount) as charge_amount,
        sum(paid_amount) as paid_amount,
        sum(
            contractual_amount + patient_responsibility_amount + denial_amount
            + other_adjustment_amount
        ) as adjustment_amount,
        sum(case when service_number > 0 then 1 else 0 end) as service_count
    from {{ ref('fct_adjudications') }}
    group by remittance_claim_key
),

compared as (
    select
        claims.remittance_claim_key as silver_key,
        lines.remittance_claim_key as gold_key,
        claims.charge_amount as silver_charge_amount,
        lines.charge_amount as gold_charge_amount,
        claims.paid_amount as silver_paid_amount,
        lines.paid_amount as gold_paid_amount,
        claims.adjustment_amount as silver_adjustment_amount,
        lines.adjustment_amount as gold_adjustment_amount,
        claims.service_count as silver_service_count,
        lines.service_count as gold_service_count
    from claims
    full outer join lines
        on claims.remittance_claim_key = lines.remittance_claim_key
)

select * from compared
where
    silver_key is null
    or gold_key is null
    or silver_charge_amount <> gold_charge_amount
    or silver_paid_amount <> gold_paid_amount
    or silver_adjustment_amount <> gold_adjustment_amount
    or silver_service_count <> gold_service_count
