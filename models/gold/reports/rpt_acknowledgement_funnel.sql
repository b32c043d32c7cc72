-- 837 → 999 → 277CA → 835: how many claims of a month got how far.
with

submissions as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'sent_date') }} as date) as sent_month
    from {{ ref('fct_submissions') }}
)

select
    network_id,
    payer_key,
    sent_month,
    count(*) as submitted_count,
    cast({{ sum_where('1', 'is_answered_by_999') }} as bigint) as answered_by_999_count,
    cast({{ sum_where('1', 'is_answered_by_277') }} as bigint) as answered_by_277_count,
    cast({{ sum_where('1', 'is_rejected') }} as bigint) as rejected_count,
    cast({{ sum_where('1', 'is_clean') }} as bigint) as clean_count,
    cast({{ sum_where('1', 'is_adjudicated') }} as bigint) as adjudicated_count,
    cast({{ sum_where('1', 'not is_rejected and not is_adjudicated') }} as bigint)
        as waiting_count,
    cast(sum(charge_amount) as decimal(18, 2)) as submitted_charge_amount,
    cast({{ sum_where('charge_amount', 'is_rejected') }} as decimal(18, 2))
        as rejected_charge_amount
from submissions
group by network_id, payer_key, sent_month
