-- One row per check (ST…SE of an 835): network, payer, payee and day. In each network
-- the third large check recovers an overpayment, and the sixth adds interest.
create table transactions as
with checks as (
    select
        network_number,
        payer_number,
        group_number,
        check_date,
        sum(paid_amount)::decimal(18, 2) as claims_amount,
    from remit_totals
    group by network_number, payer_number, group_number, check_date
),

ranked as (
    select
        *,
        sum(case when claims_amount > 100 then 1 else 0 end) over (
            partition by network_number
            order by check_date, payer_number, group_number
        ) as large_rank,
        row_number() over (
            partition by network_number, payer_number, date_trunc('month', check_date)
            order by check_date, group_number
        ) as transaction_number,
    from checks
),

levelled as (
    select
        *,
        case
            when claims_amount > 100 and large_rank = 3 then 37.50
            when claims_amount > 100 and large_rank = 6 then 2.25
            else 0
        end::decimal(18, 2) as recovered_amount,
        case
            when claims_amount > 100 and large_rank = 6 then -4.18
            else 0
        end::decimal(18, 2) as interest_amount,
        -- a payment is never negative: what is missing is forwarded to a later check
        least(claims_amount, 0)::decimal(18, 2) as forwarded_amount,
    from ranked
)

select
    *,
    date_trunc('month', check_date)::date as month,
    (
        claims_amount - recovered_amount - interest_amount - forwarded_amount
    )::decimal(18, 2) as payment_amount,
from levelled
