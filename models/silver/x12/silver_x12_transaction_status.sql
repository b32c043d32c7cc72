-- A transaction with an issue that its network rejects is quarantined whole, also where
-- the issue is its interchange's or its group's.
with

transactions as (
    select * from {{ ref('silver_x12_transactions') }}
),

rejected_issues as (
    select * from {{ ref('silver_x12_issues') }}
    where severity = 'reject'
),

envelopes as (
    select
        interchange_key as envelope_key,
        file_key,
        source_row
    from {{ ref('silver_x12_interchanges') }}
    union all
    select
        group_key as envelope_key,
        file_key,
        source_row
    from {{ ref('silver_x12_groups') }}
),

rejected_envelopes as (
    select
        envelopes.envelope_key,
        rejected_issues.issue_code,
        rejected_issues.reason
    from rejected_issues
    inner join envelopes
        on rejected_issues.file_key = envelopes.file_key
        and rejected_issues.source_row = envelopes.source_row
    where
        rejected_issues.transaction_key is null
        and rejected_issues.segment_tag in ('ISA', 'GS')
),

reasons as (
    select
        transaction_key,
        issue_code || ': ' || reason as rejection_reason
    from rejected_issues
    where transaction_key is not null
    union all
    select
        transactions.transaction_key,
        rejected_envelopes.issue_code || ': ' || rejected_envelopes.reason
            as rejection_reason
    from transactions
    inner join rejected_envelopes
        on transactions.interchange_key = rejected_envelopes.envelope_key
    union all
    select
        transactions.transaction_key,
        rejected_envelopes.issue_code || ': ' || rejected_envelopes.reason
            as rejection_reason
    from transactions
    inner join rejected_envelopes
        on transactions.group_key = rejected_envelopes.envelope_key
),

rejections as (
    select
        transaction_key,
        min(rejection_reason) as rejection_reason
    from reasons
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
        when rejections.transaction_key is not null then 'quarantined'
        else 'used'
    end as transaction_status,
    case
        when not transactions.is_modelled then 'not a transaction that we use'
        else rejections.rejection_reason
    end as status_reason
from transactions
left join rejections
    on transactions.transaction_key = rejections.transaction_key
