-- What was sent and answered for each chain so far, and to whom (DOMAIN 3).
with

versions as (
    select * from {{ touched_chains(ref('silver_claim_versions')) }}
),

sent as (
    select
        chain_key,
        count(*) as version_count,
        max(case when version_number = 1 then claim_key end) as first_claim_key,
        min(service_date) as service_date,
        min(sent_date) as first_sent_date,
        min(case when not is_rejected then sent_date end) as accepted_date,
        max(case when is_rejected then 1 else 0 end) = 1 as was_rejected,
        max(case
            when
                version_role in ('original', 'resubmission', 'replacement')
                and not is_rejected
                then version_number
        end) as charged_version_number,
        min(case when payer_rank > 1 then version_number end)
            as secondary_version_number
    from versions
    group by chain_key
),

answered as (
    select
        chain_key,
        count(*) as answer_count,
        min(remittance_date) as first_answer_date,
        max(remittance_date) as last_answer_date,
        max(case when not is_reversal then payer_rank end) as answered_rank,
        max(case when not is_reversal and payer_rank > 1 then payer_id end)
            as secondary_answer_payer_id
    from {{ touched_chains(ref('silver_claim_answers')) }}
    where is_settling
    group by chain_key
),

crossovers as (
    select
        chain_key,
        max(crossover_payer_id) as crossover_payer_id
    from {{ touched_chains(ref('silver_claim_answers')) }}
    where is_settling and is_forwarded
    group by chain_key
),

takeovers as (
    select
        chain_key,
        max(payer_rank) as taken_rank
    from {{ touched_chains(ref('silver_chain_takeovers')) }}
    group by chain_key
)

select
    sent.chain_key,
    firsts.network_id,
    firsts.claim_type,
    firsts.payer_id,
    firsts.payer_name,
    coalesce(
        secondary.payer_id,
        crossovers.crossover_payer_id,
        answered.secondary_answer_payer_id
    ) as secondary_payer_id,
    coalesce(charged.claim_key, firsts.claim_key) as charged_claim_key,
    coalesce(charged.charge_amount, firsts.charge_amount) as charge_amount,
    sent.version_count,
    coalesce(answered.answer_count, 0) as answer_count,
    coalesce(answered.answered_rank, 1) as answered_rank,
    sent.was_rejected,
    coalesce(takeovers.taken_rank >= answered.answered_rank, false)
        as awaits_next_payer,
    sent.service_date,
    sent.first_sent_date,
    sent.accepted_date,
    answered.first_answer_date,
    answered.last_answer_date
from sent
inner join versions as firsts
    on sent.first_claim_key = firsts.claim_key
left join versions as charged
    on sent.chain_key = charged.chain_key
    and sent.charged_version_number = charged.version_number
left join versions as secondary
    on sent.chain_key = secondary.chain_key
    and sent.secondary_version_number = secondary.version_number
left join answered
    on sent.chain_key = answered.chain_key
left join crossovers
    on sent.chain_key = crossovers.chain_key
left join takeovers
    on sent.chain_key = takeovers.chain_key
