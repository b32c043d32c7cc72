-- How each payer does, from the same facts as rpt_measures and over all months.
with

claims as (
    select * from {{ ref('fct_claims') }}
),

lines as (
    select
        network_id,
        payer_key,
        sum(contract_amount) as contract_amount,
        sum(underpaid_amount) as underpaid_amount
    from {{ ref('fct_claim_lines') }}
    where underpaid_amount is not null
    group by network_id, payer_key
),

counted as (
    select
        network_id,
        payer_key,
        count(*) as claim_count,
        count(first_answer_date) as adjudicated_count,
        {{ sum_where('1', 'was_denied_first') }} as denied_first_count,
        {{ sum_where('1', 'was_overturned') }} as overturned_count,
        {{ sum_where('1', 'is_first_pass') }} as first_pass_count,
        {{ percentile('payment_lag_days', 0.5) }} as median_payment_lag_days,
        {{ percentile('payment_lag_days', 0.9) }} as p90_payment_lag_days,
        sum(charge_amount) as charge_amount,
        sum(primary_paid_amount + secondary_paid_amount) as paid_amount,
        sum(open_payer_amount) as open_payer_amount
    from claims
    group by network_id, payer_key
)

select
    counted.network_id,
    counted.payer_key,
    counted.claim_count,
    counted.adjudicated_count,
    cast(counted.denied_first_count as bigint) as denied_first_count,
    cast(counted.overturned_count as bigint) as overturned_count,
    cast(counted.first_pass_count as bigint) as first_pass_count,
    {{ share_of('counted.denied_first_count', 'counted.adjudicated_count') }}
        as initial_denial_rate,
    {{ share_of('counted.overturned_count', 'counted.denied_first_count') }}
        as overturn_rate,
    {{ share_of('counted.first_pass_count', 'counted.adjudicated_count') }}
        as first_pass_rate,
    counted.median_payment_lag_days,
    counted.p90_payment_lag_days,
    cast(counted.charge_amount as decimal(18, 2)) as charge_amount,
    cast(counted.paid_amount as decimal(18, 2)) as paid_amount,
    cast(counted.open_payer_amount as decimal(18, 2)) as open_payer_amount,
    cast(coalesce(lines.underpaid_amount, 0) as decimal(18, 2)) as underpaid_amount,
    {{ share_of('lines.underpaid_amount', 'lines.contract_amount') }}
        as underpayment_rate
from counted
left join lines
    on counted.network_id = lines.network_id
    and counted.payer_key = lines.payer_key
