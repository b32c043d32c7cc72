with

headers as (
    select * from {{ new_files(ref('silver_x12_835_headers')) }}
),

claims as (
    select
        transaction_key,
        count(*) as claim_count,
        sum(paid_amount) as paid_amount
    from {{ new_files(ref('silver_x12_835_claims')) }}
    group by transaction_key
),

provider_adjustments as (
    select
        transaction_key,
        sum(adjustment_amount) as adjustment_amount
    from {{ new_files(ref('silver_x12_835_provider_adjustments')) }}
    group by transaction_key
)

select
    headers.transaction_key,
    cast(coalesce(claims.claim_count, 0) as bigint) as claim_count,
    cast(coalesce(claims.paid_amount, 0) as decimal(18, 2)) as claim_paid_amount,
    cast(coalesce(provider_adjustments.adjustment_amount, 0) as decimal(18, 2))
        as provider_adjustment_amount,
    headers.payment_amount
from headers
left join claims
    on headers.transaction_key = claims.transaction_key
left join provider_adjustments
    on headers.transaction_key = provider_adjustments.transaction_key
