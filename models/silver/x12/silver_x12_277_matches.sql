-- The claim that a claim's answer names by CLM01. Of several versions the one in the
-- answered batch, else the one with the same charge, else the latest sent by then.
{%- set keys = ['transaction_key', 'part_number', 'level_number', 'item_number'] %}
with

functional_groups as (
    select * from {{ ref('silver_x12_groups') }}
),

transactions as (
    select
        sent.*,
        functional_groups.group_date
    from {{ ref('silver_x12_transactions') }} as sent
    left join functional_groups
        on sent.group_key = functional_groups.group_key
),

batches as (
    select * from {{ ref('silver_x12_277_batches') }}
),

answers as (
    select
        outcomes.*,
        transactions.network_id,
        transactions.group_date,
        batches.answered_transaction_key as batch_transaction_key
    from {{ ref('silver_x12_277_outcomes') }} as outcomes
    inner join transactions
        on outcomes.transaction_key = transactions.transaction_key
    left join batches
        on outcomes.transaction_key = batches.transaction_key
    where outcomes.answer_level = 'claim'
),

claims as (
    select * from {{ ref('silver_x12_837_claims') }}
),

candidates as (
    select
        {%- for key in keys %}
        answers.{{ key }},
        {%- endfor %}
        claims.transaction_key as answered_transaction_key,
        {{ x12_837_claim_key('claims') }} as answered_claim_key,
        count(*) over (
            partition by answers.{{ keys | join(', answers.') }}
        ) as candidate_count,
        row_number() over (
            partition by answers.{{ keys | join(', answers.') }}
            order by
                case
                    when claims.transaction_key = answers.batch_transaction_key then 0
                    else 1
                end asc,
                case
                    when claims.charge_amount = answers.charge_amount then 0
                    else 1
                end asc,
                transactions.group_date desc nulls last,
                transactions.source_name asc,
                transactions.source_sha256 asc,
                transactions.transaction_number asc,
                claims.part_number asc,
                claims.level_number asc,
                claims.claim_number asc
        ) as candidate_number
    from answers
    inner join claims
        on answers.trace_number = claims.claim_id
    inner join transactions
        on claims.transaction_key = transactions.transaction_key
        and answers.network_id = transactions.network_id
    where coalesce(transactions.group_date <= answers.group_date, true)
)

select
    {{ keys | join(',\n    ') }},
    answered_transaction_key,
    answered_claim_key,
    cast(candidate_count as integer) as candidate_count
from candidates
where candidate_number = 1
