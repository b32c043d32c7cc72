-- Distinct denials and what became of them (DOMAIN 4). The stage is how far the
-- practice got, the status where the denial stands: the order of the cases is the rule.
with

denials as (
    select * from {{ ref('silver_initial_denials') }}
),

outcomes as (
    select * from {{ ref('silver_denial_outcomes') }}
),

joined as (
    select
        denials.*,
        outcomes.resubmitted_date,
        outcomes.appealed_date,
        outcomes.reconsidered_date,
        outcomes.overturned_date,
        outcomes.paid_by_other_date,
        outcomes.lifted_date,
        outcomes.written_off_date,
        outcomes.voided_date,
        outcomes.overturned_amount,
        outcomes.voided_date is null
        and outcomes.lifted_date is null
        and outcomes.taken_back_date is null as is_denied,
        case
            when outcomes.appealed_date is not null then 'appealed'
            when outcomes.reconsidered_date is not null then 'reconsidered'
            when outcomes.resubmitted_date is not null then 'resubmitted'
            else 'initial'
        end as denial_stage
    from denials
    inner join outcomes
        on denials.chain_key = outcomes.chain_key
        and denials.chain_line_number = outcomes.chain_line_number
),

{%- set resolutions = {
    'voided': 'voided_date',
    'overturned': 'overturned_date',
    'paid_by_other_payer': 'paid_by_other_date',
    'written_off': 'written_off_date',
    'lifted': 'lifted_date',
} %}

standing as (
    select
        *,
        case
            {%- for status, date in resolutions.items() %}
            when {{ date }} is not null then '{{ status }}'
            {%- endfor %}
            when is_denied and last_denial_kind = 'patient_billed' then 'patient_billed'
            when denial_stage = 'initial' then 'open'
            else denial_stage
        end as denial_status,
        coalesce({{ resolutions.values() | join(', ') }}) as resolved_date
    from joined
)

select
    {{ integer_key(['chain_key', 'chain_line_number']) }} as denial_key,
    network_id,
    chain_key,
    chain_line_number,
    denial_event_key,
    payer_rank,
    payer_id,
    denial_kind,
    adjustment_group_code,
    adjustment_reason_code,
    category,
    root_cause,
    is_preventable,
    is_appealable,
    is_partial,
    was_denied_first,
    last_adjustment_group_code,
    last_adjustment_reason_code,
    event_count,
    denial_stage,
    denial_status,
    is_denied,
    resolved_date is null and denial_status <> 'patient_billed' as is_open,
    is_followed_by_chain,
    denied_charge_amount,
    denied_amount,
    overturned_amount,
    first_denied_date,
    last_denied_date,
    resubmitted_date,
    appealed_date,
    reconsidered_date,
    overturned_date,
    paid_by_other_date,
    lifted_date,
    written_off_date,
    voided_date,
    resolved_date,
    -- from first denial to payment or write-off (DOMAIN 6); 0 if it was given up before
    case
        when denial_status in ('overturned', 'paid_by_other_payer', 'written_off')
            then greatest(
                {{ dbt.datediff('first_denied_date', 'resolved_date', 'day') }}, 0
            )
    end as days_to_resolution
from standing
