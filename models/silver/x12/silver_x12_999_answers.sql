-- A 999 answers a group (level 0) and, one by one, its transactions.
with

matches as (
    select * from {{ ref('silver_x12_999_matches') }}
),

answered_transactions as (
    select * from {{ ref('silver_x12_transactions') }}
),

answers as (
    select
        transaction_key,
        1 as part_number,
        0 as level_number,
        'group' as answer_level,
        cast(null as {{ dbt.type_string() }}) as acknowledged_transaction_set_code,
        acknowledged_control_number,
        acknowledgement_code,
        outcome
    from {{ ref('silver_x12_999_groups') }}
    union all
    select
        transaction_key,
        part_number,
        level_number,
        'transaction' as answer_level,
        acknowledged_transaction_set_code,
        acknowledged_control_number,
        acknowledgement_code,
        outcome
    from {{ ref('silver_x12_999_transactions') }}
),

-- a number stands once in a group; where a sender repeats it, the first is answered
candidates as (
    select
        answers.*,
        matches.answered_group_key,
        answered_transactions.transaction_key as answered_transaction_key,
        row_number() over (
            partition by
                answers.transaction_key,
                answers.part_number,
                answers.level_number
            order by answered_transactions.transaction_number
        ) as candidate_number
    from answers
    left join matches
        on answers.transaction_key = matches.transaction_key
    left join answered_transactions
        on matches.answered_group_key = answered_transactions.group_key
        and answers.acknowledged_transaction_set_code
        = answered_transactions.transaction_set_code
        and answers.acknowledged_control_number = answered_transactions.control_number
)

select
    transaction_key,
    part_number,
    level_number,
    answer_level,
    acknowledged_control_number,
    acknowledgement_code,
    outcome,
    answered_group_key,
    answered_transaction_key,
    case answer_level
        when 'group' then answered_group_key is not null
        else answered_transaction_key is not null
    end as is_matched
from candidates
where candidate_number = 1
