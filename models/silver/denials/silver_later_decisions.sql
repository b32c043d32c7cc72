-- What payers answered on a line after its first denial, and from when on it stays
-- paid. A line that no later version has is followed by the claim as a whole (line 0).
with

denials as (
    select * from {{ ref('silver_initial_denials') }}
),

-- a further part of a claim that comes back as several says nothing of the other parts
decisions as (
    select * from {{ ref('silver_line_decisions') }}
    where answer_role <> 'split_part'
),

denied_subjects as (
    select
        remittance_claim_key,
        chain_line_number
    from {{ ref('silver_denial_events') }}
    union distinct
    select
        remittance_claim_key,
        0 as chain_line_number
    from {{ ref('silver_denial_events') }}
),

later as (
    select
        denials.chain_key,
        denials.chain_line_number,
        denials.first_denied_date,
        {{ prefixed('decisions', [
            'remittance_claim_key', 'answer_number', 'payer_rank', 'answer_role',
            'is_reversal', 'paid_amount', 'remittance_date',
        ]) | join(',\n        ') }},
        decisions.payer_rank = denials.payer_rank as is_same_payer,
        denied_subjects.remittance_claim_key is not null
        and decisions.paid_amount = 0 as is_denied
    from denials
    inner join decisions
        on denials.chain_key = decisions.chain_key
        and denials.answer_number < decisions.answer_number
    left join denied_subjects
        on decisions.remittance_claim_key = denied_subjects.remittance_claim_key
        and decisions.chain_line_number = denied_subjects.chain_line_number
    where
        decisions.chain_line_number
        = case
            when denials.is_followed_by_chain then 0 else denials.chain_line_number
        end
),

running as (
    select
        *,
        sum(paid_amount) over until_here as paid_since_amount,
        coalesce(
            max(case when not is_reversal then remittance_date end) over before_this,
            first_denied_date
        ) as previous_date,
        max(answer_number) over of_turn as latest_number
    from later
    window
        of_turn as (partition by chain_key, chain_line_number, is_same_payer),
        until_here as (
            partition by chain_key, chain_line_number, is_same_payer
            order by answer_number
            rows between unbounded preceding and current row
        ),
        before_this as (
            partition by chain_key, chain_line_number, is_same_payer
            order by answer_number
            rows between unbounded preceding and 1 preceding
        )
),

paid_until as (
    select
        *,
        coalesce(max(case when paid_since_amount <= 0 then answer_number end) over (
            partition by chain_key, chain_line_number, is_same_payer
        ), 0) as last_unpaid_number
    from running
)

select
    chain_key,
    chain_line_number,
    remittance_claim_key,
    answer_number,
    payer_rank,
    answer_role,
    is_same_payer,
    is_reversal,
    is_denied,
    answer_number > last_unpaid_number as stays_paid,
    answer_number = latest_number as is_latest,
    cast(paid_amount as decimal(18, 2)) as paid_amount,
    previous_date,
    remittance_date
from paid_until
