with

lines as (
    select * from {{ touched_transactions(ref('silver_x12_837_lines')) }}
    where has_service
),

transactions as (
    select * from {{ touched_transactions(ref('silver_x12_transaction_status')) }}
    where transaction_status = 'used'
)

select
    {{ x12_837_claim_key('lines') }} as claim_key,
    lines.line_number,
    transactions.network_id,
    lines.claim_line_number,
    {{ token('line', ['transactions.network_id', 'lines.line_control_number']) }}
        as line_token,
    lines.procedure_qualifier,
    lines.procedure_code,
    lines.modifier_1,
    lines.modifier_2,
    lines.modifier_3,
    lines.modifier_4,
    lines.revenue_code,
    lines.place_of_service_code,
    lines.diagnosis_pointers,
    lines.emergency_code,
    lines.screening_code,
    lines.family_planning_code,
    lines.copay_exempt_code,
    lines.national_drug_code,
    lines.drug_unit_code,
    lines.drug_quantity,
    lines.charge_amount,
    lines.non_covered_amount,
    lines.unit_code,
    lines.service_units,
    lines.attachment_count,
    lines.has_note,
    lines.service_from_date,
    lines.service_to_date
from lines
inner join transactions
    on lines.transaction_key = transactions.transaction_key
