-- A failure means that silver_remittances lost, doubled or invented a transaction, or
-- that its totals are not those of the claims and provider adjustments below it.
-- It does not mean that a file is out of balance: BPR02 is not compared.
with

used_transactions as (
    select transaction_key from {{ ref('silver_x12_transaction_status') }}
    where transaction_status = 'used' and transaction_type = 'remittance'
),

claims as (
    select
        remittance_key,
        count(*) as claim_count,
        sum(paid_amount) as paid_amount
    from {{ ref('silver_remittance_claims') }}
    group by remittance_key
),

provider_adjustments as (
    select
        remittance_key,
        sum(adjustment_amount) as adjustment_amount
    from {{ ref('silver_provider_adjustments') }}
    group by remittance_key
),

compared as (
    select
        coalesce(used_transactions.transaction_key, remittances.remittance_key)
            as remittance_key,
        used_transactions.transaction_key is not null
        and remittances.remittance_key is not null as is_on_both_sides,
        remittances.claim_count = coalesce(claims.claim_count, 0) as has_claim_count,
        remittances.claim_paid_amount = coalesce(claims.paid_amount, 0)
            as has_claim_amount,
        remittances.provider_adjustment_amount
        = coalesce(provider_adjustments.adjustment_amount, 0) as has_provider_adjustment
    from used_transactions
    full outer join {{ ref('silver_remittances') }} as remittances
        on used_transactions.transaction_key = remittances.remittance_key
    left join claims
        on remittances.remittance_key = claims.remittance_key
    left join provider_adjustments
        on remittances.remittance_key = provider_adjustments.remittance_key
)

select * from compared
where
    not coalesce(
        is_on_both_sides
        and has_claim_count
        and has_claim_amount
        and has_provider_adjustment,
        false
    )
