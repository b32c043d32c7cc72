-- What a later payer adjusts although an earlier one has settled it (DOMAIN 5). OA-23
-- says how much of the charge the earlier payers settled; where it says less than they
-- did, the rest stands in the later payer's contractual adjustments once more, and must
-- not be posted twice. Compared line by line, or by claim where OA-23 is the claim's.
{%- set keys = ['remittance_claim_key', 'chain_key'] %}
{%- set line = "case when later.is_by_claim then 0 else {}.chain_line_number end" %}
with

answers as (
    select * from {{ touched_chains(ref('silver_claim_answers')) }}
    where is_settling
),

movements as (
    select * from {{ touched_chains(ref('silver_ledger_answers')) }}
),

first_turns as (
    select
        chain_key,
        payer_rank,
        min(answer_number) as first_answer_number
    from answers
    where payer_rank > 1
    group by chain_key, payer_rank
),

prior_adjustments as (
    select
        adjustments.remittance_claim_key,
        coalesce(line_answers.chain_line_number, 0) as chain_line_number,
        sum(adjustments.adjustment_amount) as prior_amount
    from {{ ref('silver_adjustments') }} as adjustments
    inner join answers
        on adjustments.remittance_claim_key = answers.remittance_claim_key
    left join {{ touched_chains(ref('silver_line_answers')) }} as line_answers
        on adjustments.remittance_claim_key = line_answers.remittance_claim_key
        and adjustments.service_number = line_answers.service_number
    where adjustments.adjustment_category = 'prior_payer'
    group by
        adjustments.remittance_claim_key, coalesce(line_answers.chain_line_number, 0)
),

later as (
    select
        {{ prefixed('answers', keys) | join(', ') }},
        first_turns.first_answer_number,
        answers.payer_rank,
        max(case when prior_adjustments.chain_line_number = 0 then 1 else 0 end) = 1
            as is_by_claim
    from answers
    inner join first_turns
        on answers.chain_key = first_turns.chain_key
        and answers.payer_rank = first_turns.payer_rank
    left join prior_adjustments
        on answers.remittance_claim_key = prior_adjustments.remittance_claim_key
    group by
        answers.remittance_claim_key, answers.chain_key,
        first_turns.first_answer_number, answers.payer_rank
),

-- one row for each of: settled before, said to be settled before, adjusted now
amounts as (
    select
        {{ prefixed('later', keys) | join(', ') }},
        {{ line.format('movements') }} as chain_line_number,
        movements.amount as settled_amount,
        0 as prior_amount,
        0 as contractual_amount
    from later
    inner join movements
        on later.chain_key = movements.chain_key
        and later.payer_rank > movements.payer_rank
    inner join answers
        on movements.remittance_claim_key = answers.remittance_claim_key
        and later.first_answer_number > answers.answer_number
    where movements.movement_type in ('payment', 'contractual_adjustment')
    union all
    select
        {{ prefixed('later', keys) | join(', ') }},
        {{ line.format('prior_adjustments') }} as chain_line_number,
        0 as settled_amount,
        prior_adjustments.prior_amount,
        0 as contractual_amount
    from later
    inner join prior_adjustments
        on later.remittance_claim_key = prior_adjustments.remittance_claim_key
    union all
    select
        {{ prefixed('later', keys) | join(', ') }},
        {{ line.format('movements') }} as chain_line_number,
        0 as settled_amount,
        0 as prior_amount,
        movements.amount as contractual_amount
    from later
    inner join movements
        on later.remittance_claim_key = movements.remittance_claim_key
    where movements.movement_type = 'contractual_adjustment'
),

summed as (
    select
        {{ keys | join(', ') }},
        chain_line_number,
        sum(settled_amount) as settled_amount,
        abs(sum(prior_amount)) as prior_amount,
        abs(sum(contractual_amount)) as contractual_amount,
        case when sum(contractual_amount) < 0 then -1 else 1 end as direction
    from amounts
    group by {{ keys | join(', ') }}, chain_line_number
)

select
    {{ keys | join(', ') }},
    chain_line_number,
    cast(-direction * least(
        contractual_amount, settled_amount - prior_amount
    ) as decimal(18, 2)) as amount
from summed
where contractual_amount > 0 and settled_amount > prior_amount
