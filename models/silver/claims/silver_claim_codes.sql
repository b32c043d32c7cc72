-- What HI says of a claim beside diagnoses and procedures.
with

codes as (
    select * from {{ touched_transactions(ref('silver_x12_837_codes')) }}
    where
        code is not null
        and code_category in (
            'drg', 'occurrence', 'occurrence_span', 'value', 'condition', 'treatment'
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
    codes.code_category,
    codes.code,
    codes.amount,
    codes.quantity,
    codes.from_date,
    codes.to_date
from codes
inner join transactions
    on codes.transaction_key = transactions.transaction_key
