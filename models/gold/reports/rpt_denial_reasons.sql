-- Distinct denied charges by reason: where to begin. A line counts under the reason of
-- its first denial.
with

denials as (
    select * from {{ ref('fct_denials') }}
    where denial_kind = 'payer'
),

reasons as (
    select * from {{ ref('dim_denial_reason') }}
)

select
    denials.network_id,
    denials.payer_key,
    denials.adjustment_reason_code,
    reasons.reason_label,
    coalesce(denials.reason_category, 'unknown') as reason_category,
    coalesce(denials.root_cause, 'unknown') as root_cause,
    count(*) as denied_line_count,
    cast(sum(denials.event_count) as bigint) as denial_event_count,
    cast({{ sum_where('1', 'denials.is_preventable') }} as bigint) as preventable_count,
    cast({{ sum_where('1', "denials.denial_status = 'overturned'") }} as bigint)
        as overturned_count,
    cast({{ sum_where('1', 'denials.is_open') }} as bigint) as open_count,
    cast(sum(denials.denied_charge_amount) as decimal(18, 2)) as denied_charge_amount,
    cast(
        {{ sum_where('denials.denied_charge_amount', 'denials.is_open') }}
        as decimal(18, 2)
    ) as open_charge_amount
from denials
inner join reasons
    on denials.adjustment_reason_code = reasons.adjustment_reason_code
group by
    denials.network_id, denials.payer_key, denials.adjustment_reason_code,
    reasons.reason_label, coalesce(denials.reason_category, 'unknown'),
    coalesce(denials.root_cause, 'unknown')
