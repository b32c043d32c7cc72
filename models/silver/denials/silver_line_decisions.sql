-- What each settling answer says of the lines of its chain and, as line 0, of the claim
-- as a whole. An answer without lines decides on all of them.
with

answers as (
    select * from {{ ref('silver_claim_answers') }}
    where is_settling
),

lines as (
    select
        remittance_claim_key,
        chain_line_number,
        sum(paid_amount) as paid_amount
    from {{ ref('silver_line_answers') }}
    where chain_line_number is not null
    group by remittance_claim_key, chain_line_number
),

answers_with_lines as (
    select distinct remittance_claim_key from {{ ref('silver_line_answers') }}
),

subjects as (
    select
        remittance_claim_key,
        0 as chain_line_number,
        paid_amount
    from answers
    union all
    select * from lines
),

decided as (
    select
        answers.chain_key,
        subjects.chain_line_number,
        answers.remittance_claim_key,
        answers.answer_number,
        answers.payer_rank,
        answers.answer_role,
        answers.is_reversal,
        answers_with_lines.remittance_claim_key is not null as has_lines,
        subjects.paid_amount,
        answers.remittance_date
    from subjects
    inner join answers
        on subjects.remittance_claim_key = answers.remittance_claim_key
    left join answers_with_lines
        on subjects.remittance_claim_key = answers_with_lines.remittance_claim_key
),

ordered as (
    select
        *,
        min(case when not is_reversal then answer_number end) over (
            partition by chain_key, chain_line_number
        ) as first_number,
        min(case when not is_reversal and not has_lines then answer_number end) over (
            partition by chain_key
        ) as first_number_without_lines
    from decided
)

select
    chain_key,
    chain_line_number,
    remittance_claim_key,
    answer_number,
    payer_rank,
    answer_role,
    is_reversal,
    has_lines,
    not is_reversal
    and answer_number = first_number
    and coalesce(answer_number <= first_number_without_lines, true)
        as is_first_adjudication,
    cast(paid_amount as decimal(18, 2)) as paid_amount,
    remittance_date
from ordered
