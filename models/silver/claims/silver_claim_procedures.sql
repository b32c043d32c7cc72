-- Procedures of the claim as a whole (HI), from institutional claims mostly: those of
-- lines are in silver_claim_lines.
with

codes as (
    select * from {{ touched_transactions(ref('silver_x12_837_codes')) }}
    where code_category in ('principal_procedure', 'procedure') and code is not null
),

transactions as (
    select * from {{ touched_transactions(ref('silver_x12_transaction_status')) }}
    where transaction_status = 'used'
)

select
    {{ x12_837_claim_key('codes') }} as claim_key,
    codes.code_number,
    transactions.network_id,
    codes.code_set as procedure_code_set,
    codes.code as procedure_code,
    codes.reported_code as reported_procedure_code,
    codes.code_category = 'principal_procedure' as is_principal,
    codes.from_date as procedure_date
from codes
inner join transactions
    on codes.transaction_key = transactions.transaction_key
