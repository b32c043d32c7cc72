-- A failure means that the amounts of rpt_revenue_by_payer are not the sums of the
-- remittance lines: its join lost or multiplied them.
-- It does not mean that a file is out of balance: the lines are compared with their own
-- sums.
with

reported as (
    select
        network_id,
        payer_key,
        sum(charge_amount) as charge_amount,
        sum(paid_amount) as paid_amount,
        sum(contractual_amount) as contractual_amount,
        sum(patient_responsibility_amount) as patient_responsibility_amount,
        sum(denial_amount) as denial_amount,
        sum(other_adjustment_amount) as other_adjustment_amount
    from {{ ref('rpt_revenue_by_payer') }}
    group by network_id, payer_key
),

lines as (
    select
        network_id,
        payer_key,
        sum(charge_amount) as charge_amount,
        sum(paid_amount) as paid_amount,
        sum(contractual_amount) as contractual_amount,
        sum(patient_responsibility_amount) as patient_responsibility_amount,
        sum(denial_amount) as denial_amount,
        sum(other_adjustment_amount) as other_adjustment_amount
    from {{ ref('fct_adjudications') }}
    group by network_id, payer_key
)

select
    lines.payer_key,
    lines.charge_amount,
    reported.charge_amount as reported_charge_amount,
    lines.paid_amount,
    reported.paid_amount as reported_paid_amount
from lines
left join reported
    on lines.network_id = reported.network_id
    and lines.payer_key = reported.payer_key
where
    reported.payer_key is null
    or reported.charge_amount <> lines.charge_amount
    or reported.paid_amount <> lines.paid_amount
    or reported.contractual_amount <> lines.contractual_amount
    or reported.patient_responsibility_amount <> lines.patient_responsibility_amount
    or reported.denial_amount <> lines.denial_amount
    or reported.other_adjustment_amount <> lines.other_adjustment_amount
