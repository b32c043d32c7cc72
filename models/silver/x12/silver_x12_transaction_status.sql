-- A transaction with one issue that its network rejects is quarantined whole.
with

transactions as (
    select * from {{ ref('silver_x12_transactions') }}
),

rejections as (
    select
        transaction_key,
        count(*) as rejection_count,
        min(issue_code || ': ' || reason) as rejection_reason
    from {{ ref('silver_x12_issues') }}
    where severity = 'reject' and transaction_key is not null
    group by transaction_key
)

select
    transactions.transaction_key,
    transactions.file_key,
    transactions.network_id,
    transactions.source_name,
    transactions.source_sha256,
    transactions.source_row,
    transactions.byte_length,
    transactions.transaction_type,
    case
        when not transactions.is_modelled then 'not_modelled'
        when rejections.rejection_count > 0 then 'quarantined'
        else 'used'
    end as transaction_status,
    case
        when not transactions.is_modelled then 'not a transaction that we use'
        else rejections.rejection_reason
    end as status_reason
from transactions
left join rejections
    on transactions.transaction_key = rejections.transaction_key
