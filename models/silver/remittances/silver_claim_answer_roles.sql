-- What each answer is in its chain (DOMAIN 2): reversals are never filtered out, a
-- split claim comes as several answers, a duplicate's answer settles nothing.
{%- set answer_scope = 'coalesce(chain_key, remittance_claim_key)' %}
with

answers as (
    select * from {{ touched_chains(ref('silver_claim_answer_links'), answer_scope) }}
),

versions as (
    select * from {{ touched_chains(ref('silver_claim_versions')) }}
),

chains as (
    select
        chain_key,
        max(charge_amount) as charge_amount,
        min(case
            when version_role = 'replacement' and not is_rejected then sent_date
        end) as replaced_date
    from versions
    group by chain_key
),

numbered as (
    select
        answers.*,
        chains.charge_amount as chain_charge_amount,
        answers.is_adjudicated
        and not (
            answers.is_reversal or answers.is_predetermination or answers.is_duplicate
        ) as is_decision,
        coalesce(
            answers.claim_frequency_code = '7',
            answers.remittance_date >= chains.replaced_date,
            false
        ) as answers_replacement,
        case when answers.chain_key is not null then cast(row_number() over (
            partition by answers.chain_key
            order by
                answers.remittance_date,
                case when answers.is_reversal then 0 else 1 end,
                answers.payer_rank,
                answers.remittance_key,
                answers.part_number,
                answers.claim_number
        ) as integer) end as answer_number
    from answers
    left join chains
        on answers.chain_key = chains.chain_key
),

compared as (
    select
        *,
        coalesce({{ sum_where('1', 'is_decision') }} over earlier, 0)
            as earlier_decisions,
        coalesce({{ sum_where('1', 'is_reversal') }} over earlier, 0)
            as earlier_reversals,
        coalesce({{ sum_where('charge_amount', 'is_decision') }} over earlier, 0)
            as earlier_charges
    from numbered
    window
        earlier as (
            -- an answer of no chain has none before it
            partition by coalesce(chain_key, remittance_claim_key), payer_rank
            order by answer_number
            rows between unbounded preceding and 1 preceding
        )
)

select
    *,
    is_reversal and earlier_decisions = 0 as reverses_nothing,
    case
        when is_reversal then 'reversal'
        when is_predetermination then 'predetermination'
        when not is_adjudicated
            then case when is_forwarded then 'forwarded' else 'undecided' end
        when is_duplicate then 'duplicate'
        when chain_key is null then 'unlinked'
        when answers_replacement then 'replacement'
        when earlier_decisions = 0
            then case when payer_rank > 1 then 'secondary' else 'first' end
        when
            earlier_reversals = 0
            and earlier_charges + charge_amount <= chain_charge_amount
            then 'split_part'
        else 'correction'
    end as answer_role
from compared
