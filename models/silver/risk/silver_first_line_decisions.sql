-- How each line was decided for the first time (DOMAIN 4). An answer without lines
-- decides on all lines; a denial of the claim as a whole is one of the lines that it
-- leaves unpaid without a word.
with

decisions as (
    select * from {{ ref('silver_line_decisions') }}
    where not is_reversal
),

denials as (
    select distinct
        remittance_claim_key,
        chain_line_number
    from {{ ref('silver_denial_events') }}
    where not is_patient_billed
),

line_answers as (
    select
        answers.remittance_claim_key,
        answers.chain_line_number,
        max(case when payments.adjustment_amount <> 0 then 1 else 0 end) = 1
            as is_explained
    from {{ ref('silver_line_answers') }} as answers
    inner join {{ ref('silver_service_payments') }} as payments
        on answers.remittance_claim_key = payments.remittance_claim_key
        and answers.service_number = payments.service_number
    group by answers.remittance_claim_key, answers.chain_line_number
),

chain_lines as (
    select * from {{ ref('silver_chain_lines') }}
),

subjects as (
    select
        decisions.*,
        decisions.chain_line_number as decided_line_number
    from decisions
    where decisions.chain_line_number > 0
    union all
    select
        decisions.*,
        chain_lines.chain_line_number as decided_line_number
    from decisions
    inner join chain_lines
        on decisions.chain_key = chain_lines.chain_key
    where decisions.chain_line_number = 0 and not decisions.has_lines
),

ranked as (
    select
        *,
        row_number() over (
            partition by chain_key, decided_line_number order by answer_number
        ) as decision_rank
    from subjects
)

select
    ranked.chain_key,
    ranked.decided_line_number as chain_line_number,
    ranked.remittance_claim_key,
    line_denials.remittance_claim_key is not null
    or claim_denials.remittance_claim_key is not null
    and ranked.paid_amount = 0
    and not coalesce(line_answers.is_explained, false) as is_denied,
    ranked.remittance_date as first_decided_date
from ranked
left join line_answers
    on ranked.remittance_claim_key = line_answers.remittance_claim_key
    and ranked.decided_line_number = line_answers.chain_line_number
left join denials as line_denials
    on ranked.remittance_claim_key = line_denials.remittance_claim_key
    and ranked.decided_line_number = line_denials.chain_line_number
left join denials as claim_denials
    on ranked.remittance_claim_key = claim_denials.remittance_claim_key
    and claim_denials.chain_line_number = 0
where ranked.decision_rank = 1
