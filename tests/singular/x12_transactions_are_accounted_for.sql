-- A failure means that a transaction has no status, or one that its issues do not bear
-- out: it is used in spite of an issue that its network rejects, or quarantined in a
-- file without any such issue. It does not mean that too much is quarantined: which
-- issues reject is the networks' policy.
with

transactions as (
    select
        transaction_key,
        file_key,
        is_modelled
    from {{ ref('silver_x12_transactions') }}
),

statuses as (
    select
        transaction_key,
        transaction_status
    from {{ ref('silver_x12_transaction_status') }}
),

rejections as (
    select
        file_key,
        transaction_key
    from {{ ref('silver_x12_issues') }}
    where severity = 'reject'
),

own_rejections as (
    select distinct transaction_key
    from rejections
    where transaction_key is not null
),

file_rejections as (
    select distinct file_key
    from rejections
),

judged as (
    select
        transactions.transaction_key,
        coalesce(statuses.transaction_status, 'none') as transaction_status,
        transactions.is_modelled,
        own_rejections.transaction_key is not null as is_rejected,
        file_rejections.file_key is not null as is_in_rejected_file
    from transactions
    left join statuses
        on transactions.transaction_key = statuses.transaction_key
    left join own_rejections
        on transactions.transaction_key = own_rejections.transaction_key
    left join file_rejections
        on transactions.file_key = file_rejections.file_key
)

select *
from judged
where not (
    (transaction_status = 'not_modelled' and not is_modelled)
    or (transaction_status = 'used' and is_modelled and not is_rejected)
    or (transaction_status = 'quarantined' and is_modelled and is_in_rejected_file)
)
