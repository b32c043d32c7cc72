-- A failure means that a join in silver/claims lost or multiplied claims, lines or
-- charges: the used 837 transactions hold other CLMs or services than the X12 tables
-- they come from.
-- It does not mean that lines and claim differ in their charge: both sides read the
-- same file.
with

used_transactions as (
    select
        transaction_key,
        source_sha256
    from {{ ref('silver_x12_transaction_status') }}
    where transaction_status = 'used'
),

compared as (
    select
        used_transactions.source_sha256,
        'claims' as row_kind,
        1 as source_count,
        0 as result_count,
        claims.charge_amount as source_amount,
        0 as result_amount
    from {{ ref('silver_x12_837_claims') }} as claims
    inner join used_transactions
        on claims.transaction_key = used_transactions.transaction_key
    union all
    select
        source_sha256,
        'claims' as row_kind,
        0 as source_count,
        1 as result_count,
        0 as source_amount,
        charge_amount as result_amount
    from {{ ref('silver_claims') }}
    union all
    select
        used_transactions.source_sha256,
        'lines' as row_kind,
        1 as source_count,
        0 as result_count,
        sent_lines.charge_amount as source_amount,
        0 as result_amount
    from {{ ref('silver_x12_837_lines') }} as sent_lines
    inner join used_transactions
        on sent_lines.transaction_key = used_transactions.transaction_key
    where sent_lines.has_service
    union all
    select
        claims.source_sha256,
        'lines' as row_kind,
        0 as source_count,
        1 as result_count,
        0 as source_amount,
        claim_lines.charge_amount as result_amount
    from {{ ref('silver_claim_lines') }} as claim_lines
    inner join {{ ref('silver_claims') }} as claims
        on claim_lines.claim_key = claims.claim_key
),

summed as (
    select
        source_sha256,
        row_kind,
        sum(source_count) as source_count,
        sum(result_count) as result_count,
        sum(source_amount) as source_amount,
        sum(result_amount) as result_amount
    from compared
    group by source_sha256, row_kind
)

select * from summed
where source_count <> result_count or source_amount <> result_amount
