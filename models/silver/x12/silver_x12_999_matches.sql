-- The group that a 999 answers: the latest with the number that was sent by then, and
-- whose sender is the receiver of the answer.
with

transactions as (
    select * from {{ ref('silver_x12_transactions') }}
),

interchanges as (
    select * from {{ ref('silver_x12_interchanges') }}
),

sent_groups as (
    select
        functional_groups.*,
        interchanges.sender_id,
        interchanges.receiver_id
    from {{ ref('silver_x12_groups') }} as functional_groups
    inner join interchanges
        on functional_groups.interchange_key = interchanges.interchange_key
),

candidates as (
    select
        answers.transaction_key,
        sent_groups.group_key as answered_group_key,
        row_number() over (
            partition by answers.transaction_key
            order by
                sent_groups.group_date desc nulls last,
                sent_groups.source_name asc,
                sent_groups.source_sha256 asc,
                sent_groups.group_number asc
        ) as candidate_number
    from {{ ref('silver_x12_999_groups') }} as answers
    inner join transactions
        on answers.transaction_key = transactions.transaction_key
    inner join sent_groups as answer_groups
        on transactions.group_key = answer_groups.group_key
    inner join sent_groups
        on answer_groups.network_id = sent_groups.network_id
        and answers.acknowledged_functional_id_code = sent_groups.functional_id_code
        and answers.acknowledged_control_number = sent_groups.control_number
        and (
            answer_groups.receiver_code = sent_groups.sender_code
            or answer_groups.receiver_id = sent_groups.sender_id
        )
    where coalesce(sent_groups.group_date <= answer_groups.group_date, true)
)

select
    transaction_key,
    answered_group_key
from candidates
where candidate_number = 1
