-- What payers decided, posted (DOMAIN 5). A reversal's amounts are negative and post
-- under the same types. OA-23 is not posted: it repeats what an earlier payer did.
with

answers as (
    select * from {{ touched_chains(ref('silver_claim_answers')) }}
    where is_settling
),

lines as (
    select * from {{ touched_chains(ref('silver_line_answers')) }}
),

takeovers as (
    select * from {{ touched_chains(ref('silver_chain_takeovers')) }}
),

adjustments as (
    select
        *,
        case
            when is_patient_responsibility then 'patient'
            when is_contractual then 'contractual_adjustment'
            when is_denial then 'denial'
            else 'open_adjustment'
        end as movement_type
    from {{ ref('silver_adjustments') }}
    where
        adjustment_category <> 'prior_payer'
        and adjustment_amount <> 0
        and remittance_claim_key in (select answers.remittance_claim_key from answers)
),

movements as (
    select
        remittance_claim_key,
        service_number,
        'payment' as movement_type,
        cast(null as {{ dbt.type_string() }}) as adjustment_group_code,
        cast(null as {{ dbt.type_string() }}) as adjustment_reason_code,
        paid_amount as amount
    from lines
    where paid_amount <> 0
    union all
    -- what the claim was paid beside its lines
    select
        remittance_claim_key,
        0 as service_number,
        'payment' as movement_type,
        null as adjustment_group_code,
        null as adjustment_reason_code,
        paid_amount - line_paid_amount as amount
    from answers
    where paid_amount <> line_paid_amount
    union all
    select
        remittance_claim_key,
        service_number,
        movement_type,
        adjustment_group_code,
        adjustment_reason_code,
        sum(adjustment_amount) as amount
    from adjustments
    group by
        remittance_claim_key, service_number, movement_type, adjustment_group_code,
        adjustment_reason_code
)

select
    answers.chain_key,
    coalesce(lines.chain_line_number, 0) as chain_line_number,
    answers.remittance_claim_key,
    movements.service_number,
    answers.payer_rank,
    answers.payer_id,
    case
        when movements.movement_type <> 'patient' then movements.movement_type
        when answers.remittance_date >= takeovers.taken_date
            then 'transfer_to_next_payer'
        else 'transfer_to_patient'
    end as movement_type,
    answers.is_reversal,
    movements.adjustment_group_code,
    movements.adjustment_reason_code,
    cast(movements.amount as decimal(18, 2)) as amount,
    answers.remittance_date as posted_date,
    answers.network_id,
    answers.source_name,
    answers.source_sha256,
    answers.source_row
from movements
inner join answers
    on movements.remittance_claim_key = answers.remittance_claim_key
left join lines
    on movements.remittance_claim_key = lines.remittance_claim_key
    and movements.service_number = lines.service_number
left join takeovers
    on answers.chain_key = takeovers.chain_key
    and answers.payer_rank = takeovers.payer_rank
where movements.amount <> 0
