with

pointers as (
    select * from {{ touched_transactions(ref('silver_x12_837_line_diagnoses')) }}
),

transactions as (
    select * from {{ touched_transactions(ref('silver_x12_transaction_status')) }}
    where transaction_status = 'used'
)

select
    {{ x12_837_claim_key('pointers') }} as claim_key,
    pointers.line_number,
    pointers.pointer_number,
    transactions.network_id,
    pointers.code_number,
    pointers.code_set as diagnosis_code_set,
    pointers.code as diagnosis_code
from pointers
inner join transactions
    on pointers.transaction_key = transactions.transaction_key
where pointers.code is not null
