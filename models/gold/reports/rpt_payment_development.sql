-- Chain ladder: how much of the cash of a month of service is in by its age, from the
-- months that are old enough to tell. No factor rests on fewer than three of them, and
-- a ladder shorter than six months promises nothing.
{%- set fewest_months = 3 %}
{%- set shortest_ladder = 6 %}
{%- set payer = 'partition by network_id, payer_key' %}
with

cells as (
    select * from {{ ref('rpt_payment_lag_triangle') }}
),

pairs as (
    select
        network_id,
        payer_key,
        lag_months,
        as_of_date,
        cumulative_paid_amount,
        lead(cumulative_paid_amount) over (
            partition by network_id, payer_key, service_month order by lag_months
        ) as next_paid_amount
    from cells
),

summed as (
    select
        network_id,
        payer_key,
        lag_months,
        as_of_date,
        count(next_paid_amount) as service_month_count,
        sum(case when next_paid_amount is not null then cumulative_paid_amount end)
            as paid_amount,
        sum(next_paid_amount) as next_paid_amount
    from pairs
    group by network_id, payer_key, lag_months, as_of_date
),

-- the ladder ends at the last age that three months have reached
laddered as (
    select
        *,
        service_month_count >= {{ fewest_months }} as is_step,
        max(
            case
                when service_month_count >= {{ fewest_months }} then lag_months + 1
                else 0
            end
        ) over ({{ payer }}) as ladder_months
    from summed
),

factors as (
    select
        *,
        case
            when is_step and paid_amount > 0 and next_paid_amount > 0
                then cast(
                    cast(next_paid_amount as decimal(18, 2))
                    / cast(paid_amount as decimal(18, 2)) as decimal(18, 6)
                )
        end as development_factor
    from laddered
),

-- a product is the exponent of a sum of logarithms; it is 1 at the ladder's end
multiplied as (
    select
        *,
        sum(case when is_step and development_factor is null then 1 else 0 end) over (
            {{ payer }} order by lag_months desc
        ) as unknown_count,
        cast(
            exp(
                sum(coalesce(ln(development_factor), 0)) over (
                    {{ payer }} order by lag_months desc
                )
            ) as decimal(18, 6)
        ) as factor_to_end
    from factors
),

reasoned as (
    select
        *,
        case
            when ladder_months < {{ shortest_ladder }} then 'too little history'
            when unknown_count > 0 then 'nothing paid at this age'
        end as unknown_reason
    from multiplied
)

select
    network_id,
    payer_key,
    lag_months,
    as_of_date,
    cast(ladder_months as integer) as ladder_months,
    service_month_count,
    cast(paid_amount as decimal(18, 2)) as paid_amount,
    cast(next_paid_amount as decimal(18, 2)) as next_paid_amount,
    development_factor,
    case when unknown_reason is null then factor_to_end end as factor_to_end,
    case
        when unknown_reason is null
            then cast(1 / nullif(factor_to_end, 0) as decimal(9, 6))
    end as completeness_rate,
    unknown_reason
from reasoned
