with

codes as (
    select * from {{ touched_transactions(ref('silver_x12_837_codes')) }}
    where
        code is not null
        and code_category in (
            'principal_diagnosis',
            'diagnosis',
            'admitting_diagnosis',
            'reason_for_visit',
            'external_cause'
        )
),

transactions as (
    select * from {{ touched_transactions(ref('silver_x12_transaction_status')) }}
    where transaction_status = 'used'
)

select
    {{ x12_837_claim_key('codes') }} as claim_key,
    codes.code_number,
    transactions.network_id,
    codes.code_category as diagnosis_category,
    codes.code_set as diagnosis_code_set,
    codes.code as diagnosis_code,
    codes.reported_code as reported_diagnosis_code,
    codes.present_on_admission_code,
    codes.diagnosis_position
from codes
inner join transactions
    on codes.transaction_key = transactions.transaction_key
