-- A failure means that denied charges count more than once (DOMAIN 4): of the network
-- and payer that are shown more is denied than was ever asked for, a claim chain has
-- more denied at first, or the report on reasons has lost or doubled denials.
-- It does not mean that a denial is wrongly classified: that is the seeds' matter.
with

asked as (
    select
        chain_key,
        max(charge_amount) as charge_amount
    from {{ ref('silver_claim_versions') }}
    group by chain_key
),

charges as (
    select
        claims.network_id,
        claims.payer_key,
        sum(asked.charge_amount) as charge_amount,
        {{ sum_where('1', 'claims.first_denied_charge_amount > asked.charge_amount') }}
            as chain_count
    from {{ ref('fct_claims') }} as claims
    inner join asked
        on claims.chain_key = asked.chain_key
    group by claims.network_id, claims.payer_key
),

denied as (
    select
        network_id,
        payer_key,
        sum(denied_charge_amount) as denied_amount
    from {{ ref('fct_denials') }}
    where denial_kind = 'payer'
    group by network_id, payer_key
),

reported as (
    select
        network_id,
        payer_key,
        sum(denied_charge_amount) as denied_amount
    from {{ ref('rpt_denial_reasons') }}
    group by network_id, payer_key
)

select
    charges.*,
    denied.denied_amount,
    reported.denied_amount as reported_amount
from charges
left join denied
    on charges.network_id = denied.network_id
    and charges.payer_key = denied.payer_key
left join reported
    on charges.network_id = reported.network_id
    and charges.payer_key = reported.payer_key
where
    charges.chain_count > 0
    or denied.denied_amount > charges.charge_amount
    or coalesce(denied.denied_amount, 0) <> coalesce(reported.denied_amount, 0)
