-- The denials of a chain together (DOMAIN 4): it counts once, by what the first
-- adjudication refused. A line that a replacement names anew has two rows in
-- silver_denials: its charge counts no more than the chain ever asked for.
with

denials as (
    select * from {{ ref('silver_denials') }}
),

charges as (
    select
        chain_key,
        max(charge_amount) as highest_charge_amount
    from {{ ref('silver_claim_versions') }}
    group by chain_key
),

ranked as (
    select
        *,
        row_number() over (
            partition by chain_key
            order by
                case when was_denied_first then 0 else 1 end asc,
                denied_amount desc,
                adjustment_reason_code asc,
                adjustment_group_code asc,
                chain_line_number asc
        ) as reason_rank
    from denials
),

{%- set refused = "denial_kind = 'payer'" %}
{%- set overturned = "denial_status = 'overturned'" %}

summed as (
    select
        chain_key,
        max(network_id) as network_id,
        count(*) as denied_line_count,
        sum(event_count) as event_count,
        {%- for flag, condition in {
            'was_denied_first': 'was_denied_first',
            'was_patient_billed': "denial_kind = 'patient_billed'",
            'was_overturned': 'was_denied_first and ' ~ overturned,
            'was_written_off': "denial_status = 'written_off'",
            'is_denied': 'is_denied',
            'is_open': 'is_open',
        }.items() %}
        max(case when {{ condition }} then 1 else 0 end) = 1 as {{ flag }},
        {%- endfor %}
        {%- for amount, condition in {
            'denied': refused,
            'first_denied': 'was_denied_first',
            'patient_billed': "denial_kind = 'patient_billed'",
            'overturned': refused ~ ' and ' ~ overturned,
            'first_overturned': 'was_denied_first and ' ~ overturned,
        }.items() %}
        {{ sum_where('denied_charge_amount', condition) }}
            as {{ amount }}_charge_amount,
        {%- endfor %}
        -- what is followed by the chain is the same payment on each such line
        coalesce(
            max(case when is_followed_by_chain then overturned_amount end),
            sum(overturned_amount)
        ) as overturned_amount,
        min(first_denied_date) as first_denied_date,
        max(last_denied_date) as last_denied_date,
        max(resolved_date) as resolved_date,
        max(days_to_resolution) as days_to_resolution
    from denials
    group by chain_key
)

select
    summed.chain_key,
    summed.network_id,
    summed.was_denied_first,
    case when summed.was_denied_first then ranked.adjustment_group_code end
        as first_adjustment_group_code,
    case when summed.was_denied_first then ranked.adjustment_reason_code end
        as first_adjustment_reason_code,
    case when summed.was_denied_first then ranked.category end as first_category,
    case when summed.was_denied_first then ranked.root_cause end as first_root_cause,
    summed.was_patient_billed,
    summed.was_overturned,
    summed.was_written_off,
    summed.is_denied,
    summed.is_open,
    cast(summed.denied_line_count as integer) as denied_line_count,
    cast(summed.event_count as integer) as event_count,
    {%- for amount in [
        'denied', 'first_denied', 'patient_billed', 'overturned', 'first_overturned',
    ] %}
    cast(
        least(summed.{{ amount }}_charge_amount, charges.highest_charge_amount)
        as decimal(18, 2)
    ) as {{ amount }}_charge_amount,
    {%- endfor %}
    cast(summed.overturned_amount as decimal(18, 2)) as overturned_amount,
    cast(charges.highest_charge_amount as decimal(18, 2)) as highest_charge_amount,
    summed.first_denied_date,
    summed.last_denied_date,
    case when not summed.is_open then summed.resolved_date end as resolved_date,
    case when not summed.is_open then summed.days_to_resolution end
        as days_to_resolution
from summed
inner join ranked
    on summed.chain_key = ranked.chain_key
    and ranked.reason_rank = 1
inner join charges
    on summed.chain_key = charges.chain_key
