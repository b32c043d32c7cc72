with

decisions as (
    select * from {{ touched_transactions(ref('silver_x12_837_line_adjudications')) }}
),

transactions as (
    select * from {{ touched_transactions(ref('silver_x12_transaction_status')) }}
    where transaction_status = 'used'
)

select
    {{ x12_837_claim_key('decisions') }} as claim_key,
    decisions.line_number,
    decisions.payer_number as adjudication_number,
    transactions.network_id,
    decisions.other_payer_number as payer_number,
    decisions.payer_id,
    decisions.procedure_qualifier,
    decisions.procedure_code,
    decisions.modifier_1,
    decisions.modifier_2,
    decisions.modifier_3,
    decisions.modifier_4,
    decisions.revenue_code,
    decisions.bundled_line_number,
    decisions.paid_amount,
    decisions.remaining_patient_amount,
    decisions.paid_units,
    decisions.adjudication_date
from decisions
inner join transactions
    on decisions.transaction_key = transactions.transaction_key
