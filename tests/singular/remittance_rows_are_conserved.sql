-- A failure means that a join in silver/remittances lost or multiplied rows or money:
-- the used remittances hold other CLPs, SVCs, CAS triplets or PLB pairs than the X12
-- tables they come from.
-- It does not mean that a file is out of balance: both sides read the same file.
with

used_transactions as (
    select transaction_key from {{ ref('silver_x12_transaction_status') }}
    where transaction_status = 'used' and transaction_type = 'remittance'
),

source_rows as (
    select
        transaction_key,
        'claims' as row_kind,
        paid_amount as amount
    from {{ ref('silver_x12_835_claims') }}
    union all
    select
        transaction_key,
        'services' as row_kind,
        paid_amount as amount
    from {{ ref('silver_x12_835_services') }}
    union all
    select
        transaction_key,
        'adjustments' as row_kind,
        adjustment_amount as amount
    from {{ ref('silver_x12_835_adjustments') }}
    union all
    select
        transaction_key,
        'provider_adjustments' as row_kind,
        adjustment_amount as amount
    from {{ ref('silver_x12_835_provider_adjustments') }}
),

result_rows as (
    select
        remittance_key,
        'claims' as row_kind,
        paid_amount as amount
    from {{ ref('silver_remittance_claims') }}
    union all
    select
        remittance_key,
        'services' as row_kind,
        paid_amount as amount
    from {{ ref('silver_service_payments') }}
    union all
    select
        remittance_key,
        'adjustments' as row_kind,
        adjustment_amount as amount
    from {{ ref('silver_adjustments') }}
    union all
    select
        remittance_key,
        'provider_adjustments' as row_kind,
        adjustment_amount as amount
    from {{ ref('silver_provider_adjustments') }}
),

compared as (
    select
        source_rows.transaction_key,
        source_rows.row_kind,
        1 as source_count,
        0 as result_count,
        source_rows.amount as source_amount,
        0 as result_amount
    from source_rows
    inner join used_transactions
        on source_rows.transaction_key = used_transactions.transaction_key
    union all
    select
        remittance_key as transaction_key,
        row_kind,
        0 as source_count,
        1 as result_count,
        0 as source_amount,
        amount as result_amount
    from result_rows
),

summed as (
    select
        transaction_key,
        row_kind,
        sum(source_count) as source_count,
        sum(result_count) as result_count,
        sum(source_amount) as source_amount,
        sum(result_amount) as result_amount
    from compared
    group by transaction_key, row_kind
)

select * from summed
where source_count <> result_count or source_amount <> result_amount
