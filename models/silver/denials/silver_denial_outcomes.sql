-- The days on which something became of each denial. What can't be seen by line is
-- followed by the chain as a whole.
with

denials as (
    select * from {{ ref('silver_initial_denials') }}
),

resubmitted as (
    select
        denials.chain_key,
        denials.chain_line_number,
        min(versions.sent_date) as resubmitted_date
    from denials
    inner join {{ ref('silver_claim_versions') }} as versions
        on denials.chain_key = versions.chain_key
        and denials.payer_rank = versions.payer_rank
        and denials.first_denied_date <= versions.sent_date
    where
        not versions.is_rejected
        and versions.version_role in ('resubmission', 'duplicate', 'replacement')
    group by denials.chain_key, denials.chain_line_number
),

{%- set dated = {
    'unseen_claim_date': 'answers_unseen_claim',
    'appealed_date': 'is_appeal_result',
    'reconsidered_date': 'is_reconsideration',
    'overturned_date': 'is_same_payer and stays_paid',
    'paid_by_other_date': 'stays_paid and not is_same_payer',
    'lifted_date': 'is_lifted',
    'taken_back_date': 'is_taken_back',
} %}

answered as (
    select
        chain_key,
        chain_line_number,
        {%- for name, condition in dated.items() %}
        min(case when {{ condition }} then remittance_date end) as {{ name }},
        {%- endfor %}
        {{ sum_where('paid_amount', 'is_same_payer') }} as paid_since_amount
    from {{ ref('silver_denial_answers') }}
    group by chain_key, chain_line_number
),

written_off as (
    select
        chain_key,
        line_number,
        min(posted_date) as written_off_date
    from {{ ref('silver_ledger') }}
    where movement_type = 'denial_write_off'
    group by chain_key, line_number
),

chains_written_off as (
    select
        chain_key,
        min(written_off_date) as written_off_date
    from written_off
    group by chain_key
)

select
    denials.chain_key,
    denials.chain_line_number,
    coalesce(resubmitted.resubmitted_date, answered.unseen_claim_date)
        as resubmitted_date,
    answered.appealed_date,
    answered.reconsidered_date,
    answered.overturned_date,
    answered.paid_by_other_date,
    answered.lifted_date,
    answered.taken_back_date,
    cast(case
        when answered.overturned_date is not null then answered.paid_since_amount
        else 0
    end as decimal(18, 2)) as overturned_amount,
    case
        when denials.is_followed_by_chain then chains_written_off.written_off_date
        else written_off.written_off_date
    end as written_off_date,
    voids.voided_date
from denials
left join resubmitted
    on denials.chain_key = resubmitted.chain_key
    and denials.chain_line_number = resubmitted.chain_line_number
left join answered
    on denials.chain_key = answered.chain_key
    and denials.chain_line_number = answered.chain_line_number
left join written_off
    on denials.chain_key = written_off.chain_key
    and denials.chain_line_number = written_off.line_number
left join chains_written_off
    on denials.chain_key = chains_written_off.chain_key
left join {{ ref('silver_claim_voids') }} as voids
    on denials.chain_key = voids.chain_key
