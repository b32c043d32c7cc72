-- The claims that a 277CA answers as a batch: BHT03 comes back as the batch's trace.
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

outcomes as (
    select * from {{ ref('silver_x12_277_outcomes') }}
    where answer_level = 'batch'
),

-- where an answer names several batches, none is taken for the claims
answers as (
    select
        outcomes.transaction_key,
        transactions.network_id,
        transactions.group_date,
        min(outcomes.trace_number) as batch_number
    from outcomes
    inner join transactions
        on outcomes.transaction_key = transactions.transaction_key
    group by outcomes.transaction_key, transactions.network_id, transactions.group_date
    having min(outcomes.trace_number) = max(outcomes.trace_number)
),

headers as (
    {{ x12_tagged(ref('silver_x12_837_segments'), ['BHT']) | indent(4) }}
),

candidates as (
    select
        answers.transaction_key,
        answers.batch_number,
        headers.transaction_key as answered_transaction_key,
        row_number() over (
            partition by answers.transaction_key
            order by
                transactions.group_date desc nulls last,
                transactions.source_name asc,
                transactions.source_sha256 asc,
                transactions.transaction_number asc,
                headers.segment_number asc
        ) as candidate_number
    from answers
    inner join headers
        on answers.batch_number = {{ x12_element(3, elements='headers.elements') }}
        and headers.level_number = 0
    inner join transactions
        on headers.transaction_key = transactions.transaction_key
        and answers.network_id = transactions.network_id
    where coalesce(transactions.group_date <= answers.group_date, true)
)

select
    transaction_key,
    batch_number,
    answered_transaction_key
from candidates
where candidate_number = 1
