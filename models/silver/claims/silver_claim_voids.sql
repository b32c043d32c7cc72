-- When a void takes effect (DOMAIN 3): with the first reversal that follows it, or on
-- the day that it is sent where until then the payers have settled nothing or taken
-- all back.
with

voids as (
    select
        *,
        row_number() over (
            partition by chain_key order by version_number
        ) as choice_rank
    from {{ touched_chains(ref('silver_claim_versions')) }}
    where version_role = 'void' and not is_rejected
),

answers as (
    select * from {{ touched_chains(ref('silver_claim_answers')) }}
    where is_settling
),

adjustments as (
    select
        remittance_claim_key,
        {{ sum_where(
            'adjustment_amount', 'is_contractual or is_patient_responsibility'
        ) }} as settled_amount
    from {{ ref('silver_adjustments') }}
    where remittance_claim_key in (select answers.remittance_claim_key from answers)
    group by remittance_claim_key
),

weighed as (
    select
        voids.chain_key,
        voids.claim_key,
        voids.sent_date,
        min(case
            when answers.is_reversal and answers.remittance_date >= voids.sent_date
                then answers.remittance_date
        end) as reversed_date,
        coalesce(sum(case
            when answers.remittance_date < voids.sent_date
                then answers.paid_amount + coalesce(adjustments.settled_amount, 0)
        end), 0) as settled_amount
    from voids
    left join answers
        on voids.chain_key = answers.chain_key
    left join adjustments
        on answers.remittance_claim_key = adjustments.remittance_claim_key
    where voids.choice_rank = 1
    group by voids.chain_key, voids.claim_key, voids.sent_date
)

select
    chain_key,
    claim_key,
    case when settled_amount = 0 then sent_date else reversed_date end as voided_date
from weighed
where settled_amount = 0 or reversed_date is not null
