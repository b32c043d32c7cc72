with

transactions as (
    select * from {{ touched_transactions(ref('silver_x12_transactions')) }}
),

statuses as (
    select * from {{ touched_transactions(ref('silver_x12_transaction_status')) }}
    where transaction_status = 'used' and transaction_type = 'remittance'
),

headers as (
    select * from {{ touched_transactions(ref('silver_x12_835_headers')) }}
),

totals as (
    select * from {{ touched_transactions(ref('silver_x12_835_transaction_totals')) }}
),

groups as (
    select * from {{ ref('silver_x12_groups') }}
)

select
    transactions.transaction_key as remittance_key,
    transactions.network_id,
    headers.payment_trace_number,
    headers.originating_company_id,
    coalesce(headers.payer_id, headers.originating_company_id, 'unknown') as payer_id,
    coalesce(upper(trim(headers.payer_name)), 'UNKNOWN') as payer_name,
    headers.payee_id_qualifier,
    headers.payee_id,
    headers.payee_name,
    headers.payment_method_code,
    headers.credit_debit_code,
    headers.payment_amount,
    totals.claim_paid_amount,
    totals.provider_adjustment_amount,
    totals.claim_count,
    headers.payment_amount
    = totals.claim_paid_amount - totals.provider_adjustment_amount
        as is_balanced,
    headers.payment_date,
    -- BPR16 may be left out; then the day the payer wrote the file stands for it
    coalesce(headers.payment_date, headers.production_date, groups.group_date)
        as remittance_date,
    transactions.source_name,
    transactions.source_sha256,
    transactions.source_row
from statuses
inner join transactions
    on statuses.transaction_key = transactions.transaction_key
inner join headers
    on statuses.transaction_key = headers.transaction_key
inner join totals
    on statuses.transaction_key = totals.transaction_key
left join groups
    on transactions.group_key = groups.group_key
