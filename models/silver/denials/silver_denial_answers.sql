-- Why a payer decides again on a denied line. No file and no practice feed has the day
-- of an appeal. What can be seen of one: a remark that says so, or that the payer
-- decides anew although no claim was sent in between (reconsidered: an appeal, or the
-- payer's own accord).
with

decisions as (
    select * from {{ ref('silver_later_decisions') }}
),

sends as (
    select
        chain_key,
        payer_rank,
        version_role,
        sent_date
    from {{ ref('silver_claim_versions') }}
    where
        not is_rejected
        and version_role in ('resubmission', 'duplicate', 'replacement', 'void')
),

sent as (
    select
        decisions.chain_key,
        decisions.chain_line_number,
        decisions.answer_number,
        max(sends.sent_date) as sent_date,
        max(case when sends.version_role = 'replacement' then sends.sent_date end)
            as replaced_date
    from decisions
    inner join sends
        on decisions.chain_key = sends.chain_key
        and decisions.payer_rank = sends.payer_rank
        and decisions.remittance_date >= sends.sent_date
    group by
        decisions.chain_key, decisions.chain_line_number, decisions.answer_number
),

appeal_results as (
    select distinct remarks.remittance_claim_key
    from {{ ref('silver_remittance_remarks') }} as remarks
    inner join {{ ref('remark_codes') }} as codes
        on remarks.remark_code = codes.remark_code
    where remarks.is_remittance_advice_remark and codes.is_appeal_result
),

explained as (
    select
        decisions.*,
        coalesce(sent.sent_date >= decisions.previous_date, false)
            as answers_sent_claim,
        -- the payer names a replacement (CLP09 7) that is not in the files
        decisions.answer_role = 'replacement' and sent.replaced_date is null
            as answers_unseen_claim,
        appeal_results.remittance_claim_key is not null as is_appeal_result
    from decisions
    left join sent
        on decisions.chain_key = sent.chain_key
        and decisions.chain_line_number = sent.chain_line_number
        and decisions.answer_number = sent.answer_number
    left join appeal_results
        on decisions.remittance_claim_key = appeal_results.remittance_claim_key
)

select
    chain_key,
    chain_line_number,
    answer_number,
    remittance_claim_key,
    is_same_payer,
    is_same_payer and answers_unseen_claim as answers_unseen_claim,
    is_same_payer and is_appeal_result as is_appeal_result,
    is_same_payer and not (answers_sent_claim or answers_unseen_claim)
        as is_reconsideration,
    is_same_payer and is_latest and is_denied as is_denied_again,
    is_same_payer and is_latest and is_reversal as is_taken_back,
    is_same_payer and is_latest and not is_denied and not is_reversal as is_lifted,
    stays_paid,
    paid_amount,
    remittance_date
from explained
