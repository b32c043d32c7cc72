-- Money that a payer is owed and takes later (DOMAIN 2): FB carries a negative check to
-- the next one, WO defers a recovery; negative puts off, positive takes. A balance is
-- known by the check or claim that its reference names: where it begins, a reference to
-- a later check says where it goes, and the balance is that of its own check.
with

links as (
    select * from {{ ref('silver_provider_adjustment_links') }}
    where
        provider_adjustment_reason_code in ('FB', 'WO')
        and adjustment_amount <> 0
        and not is_repeated
),

referred as (
    select
        *,
        case
            when
                adjustment_amount < 0
                and named_remittance_date > remittance_date
                then remittance_key
            else coalesce(named_remittance_key, reference_key, remittance_key)
        end as origin_key
    from links
)

select
    provider_adjustment_key,
    {{ integer_key([
        'network_id', 'payer_id', 'payee_id', 'provider_adjustment_reason_code',
        'origin_key',
    ]) }} as forward_balance_key,
    remittance_key,
    network_id,
    payer_id,
    payee_id,
    chain_key,
    provider_adjustment_reason_code,
    case when adjustment_amount < 0 then 'put off' else 'taken' end as movement_type,
    -- what is owed to the payer: put off adds, taken takes away
    cast(-adjustment_amount as decimal(18, 2)) as movement_amount,
    cast(-sum(adjustment_amount) over (
        partition by network_id, payer_id, payee_id, provider_adjustment_reason_code
        order by remittance_date, remittance_key
    ) as decimal(18, 2)) as running_balance_amount,
    remittance_date,
    source_name,
    source_sha256,
    source_row
from referred
