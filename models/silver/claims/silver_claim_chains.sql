-- A chain counts once (DOMAIN 3), with all that was sent and answered for it. Its
-- status is in the words of one list; the order of the cases is the rule.
with

progress as (
    select * from {{ touched_chains(ref('silver_chain_progress')) }}
),

balances as (
    select * from {{ touched_chains(ref('silver_chain_balances')) }}
),

joined as (
    select
        progress.*,
        case progress.answered_rank
            {%- for rank in [1, 2, 3, 4] %}
            when {{ rank }} then balances.patient_amount_{{ rank }}
            {%- endfor %}
        end as patient_amount,
        {{ prefixed('balances', [
            'primary_paid_amount', 'secondary_paid_amount', 'contractual_amount',
            'capitated_amount', 'patient_billed_amount', 'written_off_amount',
            'written_off_date', 'is_voided', 'open_payer_amount', 'open_patient_amount',
            'last_posted_date',
        ]) | join(',\n        ') }}
    from progress
    inner join balances
        on progress.chain_key = balances.chain_key
)

select
    chain_key,
    network_id,
    claim_type,
    payer_id,
    payer_name,
    secondary_payer_id,
    case
        when is_voided then 'voided'
        when answer_count = 0 and accepted_date is null then 'rejected'
        when answer_count = 0 then 'open'
        when awaits_next_payer then 'awaiting_secondary'
        when primary_paid_amount + secondary_paid_amount > 0
            then case
                when open_payer_amount > 0 then 'partially_paid'
                when written_off_amount > 0 then 'paid_and_written_off'
                else 'paid'
            end
        when written_off_amount > 0 then 'written_off'
        when open_payer_amount > 0 then 'denied'
        when patient_billed_amount > 0 then 'patient_billed'
        when open_patient_amount > 0 then 'patient_share'
        when capitated_amount > 0 then 'capitated'
        else 'paid'
    end as chain_status,
    was_rejected,
    is_voided,
    cast(version_count as integer) as version_count,
    cast(answer_count as integer) as answer_count,
    {%- for amount in [
        'charge', 'primary_paid', 'secondary_paid', 'contractual', 'patient',
        'written_off', 'open_payer', 'open_patient',
    ] %}
    cast({{ amount }}_amount as decimal(18, 2)) as {{ amount }}_amount,
    {%- endfor %}
    service_date,
    first_sent_date,
    accepted_date,
    first_answer_date,
    last_answer_date,
    written_off_date,
    last_posted_date
from joined
