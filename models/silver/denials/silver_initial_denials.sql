-- The first time that each line of a chain was denied: its charge counts once, however
-- often it is denied (DOMAIN 4). What a payer refuses goes before what it bills to the
-- patient.
with

events as (
    select * from {{ ref('silver_denial_events') }}
    where chain_key is not null
),

-- lines that later versions of the chain no longer have
dropped as (
    select
        chain_key,
        chain_line_number
    from {{ ref('silver_ledger_charges') }}
    where not is_reversal
    group by chain_key, chain_line_number
    having sum(charge_amount) = 0
),

ordered as (
    select
        *,
        dense_rank() over (
            partition by chain_key, chain_line_number
            order by is_patient_billed, answer_number
        ) as adjudication_rank,
        row_number() over (
            partition by chain_key, chain_line_number
            order by
                is_patient_billed asc,
                answer_number asc,
                denied_amount desc,
                service_number asc
        ) as first_rank,
        row_number() over (
            partition by chain_key, chain_line_number
            order by answer_number desc, denied_amount desc, service_number asc
        ) as last_rank
    from events
),

summed as (
    select
        chain_key,
        chain_line_number,
        cast(count(*) as integer) as event_count,
        {{ sum_where('charge_amount', 'adjudication_rank = 1') }}
            as denied_charge_amount,
        {{ sum_where('denied_amount', 'adjudication_rank = 1') }} as denied_amount,
        max(case
            when is_first_adjudication and not is_patient_billed then 1 else 0
        end) = 1 as was_denied_first,
        max(denied_date) as last_denied_date
    from ordered
    group by chain_key, chain_line_number
)

select
    {{ prefixed('firsts', [
        'chain_key', 'chain_line_number', 'network_id', 'denial_event_key',
        'answer_number', 'payer_rank', 'payer_id', 'denial_kind',
        'adjustment_group_code', 'adjustment_reason_code', 'category', 'root_cause',
        'is_preventable', 'is_appealable', 'is_partial',
    ]) | join(',\n    ') }},
    lasts.denial_kind as last_denial_kind,
    lasts.adjustment_group_code as last_adjustment_group_code,
    lasts.adjustment_reason_code as last_adjustment_reason_code,
    summed.event_count,
    cast(summed.denied_charge_amount as decimal(18, 2)) as denied_charge_amount,
    cast(summed.denied_amount as decimal(18, 2)) as denied_amount,
    summed.was_denied_first,
    firsts.chain_line_number = 0 or dropped.chain_key is not null
        as is_followed_by_chain,
    firsts.denied_date as first_denied_date,
    summed.last_denied_date
from ordered as firsts
inner join ordered as lasts
    on firsts.chain_key = lasts.chain_key
    and firsts.chain_line_number = lasts.chain_line_number
    and lasts.last_rank = 1
inner join summed
    on firsts.chain_key = summed.chain_key
    and firsts.chain_line_number = summed.chain_line_number
left join dropped
    on firsts.chain_key = dropped.chain_key
    and firsts.chain_line_number = dropped.chain_line_number
where firsts.first_rank = 1
