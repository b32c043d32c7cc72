-- What was the patient's before the next payer came in, and goes to that payer then
-- (DOMAIN 5).
with

answers as (
    select * from {{ touched_chains(ref('silver_ledger_answers')) }}
    where movement_type = 'transfer_to_patient'
)

select
    answers.network_id,
    answers.chain_key,
    answers.chain_line_number,
    answers.payer_rank,
    answers.payer_id,
    takeovers.taken_date,
    takeovers.source_name,
    takeovers.source_sha256,
    takeovers.source_row,
    sum(answers.amount) as amount
from answers
inner join {{ touched_chains(ref('silver_chain_takeovers')) }} as takeovers
    on answers.chain_key = takeovers.chain_key
    and answers.payer_rank = takeovers.payer_rank
group by
    answers.network_id, answers.chain_key, answers.chain_line_number,
    answers.payer_rank, answers.payer_id, takeovers.taken_date,
    takeovers.source_name, takeovers.source_sha256, takeovers.source_row
having sum(answers.amount) <> 0
