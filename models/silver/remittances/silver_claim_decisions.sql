-- What payers decided, with the keys by which it is linked. The numbers are here as
-- integer keys only: they are joined, never read.
with

claims as (
    select * from {{ touched_remittances(ref('silver_remittance_claims')) }}
),

remittances as (
    select * from {{ touched_remittances(ref('silver_remittances')) }}
),

duplicates as (
    select
        remittance_claim_key,
        sum(adjustment_amount) as duplicate_amount
    from {{ touched_remittances(ref('silver_adjustments')) }}
    where adjustment_category = 'duplicate'
    group by remittance_claim_key
),

-- where a claim is passed on to (NM1*TT)
crossovers as (
    select
        transaction_key,
        part_number,
        claim_number,
        max(entity_id) as crossover_payer_id
    from {{ touched_transactions(ref('silver_x12_835_entities')) }}
    where entity_code = 'TT' and claim_number > 0
    group by transaction_key, part_number, claim_number
),

service_dates as (
    select
        remittance_claim_key,
        min(service_from_date) as service_date
    from {{ touched_remittances(ref('silver_service_payments')) }}
    group by remittance_claim_key
)

select
    claims.remittance_claim_key,
    claims.network_id,
    {{ integer_key(['claims.claim_token']) }} as claim_id_key,
    {{ integer_key(['claims.payer_claim_token']) }} as control_key,
    claims.remittance_key,
    claims.part_number,
    claims.claim_number,
    remittances.payer_id,
    remittances.payer_name,
    crossovers.crossover_payer_id,
    cast(claims.payer_sequence as integer) as payer_sequence,
    claims.claim_status_code,
    claims.claim_frequency_code,
    claims.is_reversal,
    claims.is_predetermination,
    claims.is_forwarded,
    claims.is_adjudicated,
    -- 18 on the whole charge: the payer has this claim already
    claims.paid_amount = 0
    and claims.charge_amount <> 0
    and coalesce(duplicates.duplicate_amount, 0) = claims.charge_amount as is_duplicate,
    claims.charge_amount,
    claims.paid_amount,
    claims.line_paid_amount,
    coalesce(
        claims.service_from_date, service_dates.service_date, claims.remittance_date
    ) as service_date,
    claims.remittance_date,
    remittances.source_name,
    remittances.source_sha256,
    remittances.source_row + claims.part_number - 1 as source_row
from claims
inner join remittances
    on claims.remittance_key = remittances.remittance_key
left join duplicates
    on claims.remittance_claim_key = duplicates.remittance_claim_key
left join service_dates
    on claims.remittance_claim_key = service_dates.remittance_claim_key
left join crossovers
    on claims.remittance_key = crossovers.transaction_key
    and claims.part_number = crossovers.part_number
    and claims.claim_number = crossovers.claim_number
