-- One row per check (ST…SE of an 835): network, payer, payee and day. A payment is never
-- negative: what is missing is forwarded to the payer's next check for the same payee
-- (FB), where it comes off, and so on until it is gone. With t the running total, the
-- balance carried after a check is the total less its highest value so far (or zero).
create table checks as
with claims as (
    select
        network_number, payer_number, group_number, part_number, check_date,
        sum(paid_amount) as claims_amount,
        count(*) as claim_count,
    from remit_totals
    group by network_number, payer_number, group_number, part_number, check_date
),

pairs as (
    select
        network_number, payer_number, group_number, part_number, check_date,
        sum(amount) as pairs_amount,
    from recoveries
    group by network_number, payer_number, group_number, part_number, check_date
),

totals as (
    select
        network_number,
        payer_number,
        group_number,
        part_number,
        check_date,
        coalesce(claims.claims_amount, 0)::decimal(18, 2) as claims_amount,
        coalesce(claims.claim_count, 0) as claim_count,
        coalesce(pairs.pairs_amount, 0)::decimal(18, 2) as pairs_amount,
    from claims
    full join pairs
        using (network_number, payer_number, group_number, part_number, check_date)
),

running as (
    select
        *,
        sum(claims_amount - pairs_amount) over payee as running_amount,
    from totals
    window payee as (
        partition by network_number, payer_number, group_number order by check_date
    )
),

carried as (
    select
        *,
        least(
            0, running_amount - greatest(0, max(running_amount) over payee)
        )::decimal(18, 2) as forwarded_amount,
    from running
    window payee as (
        partition by network_number, payer_number, group_number order by check_date
    )
),

settled as (
    select
        *,
        coalesce(lag(forwarded_amount) over payee, 0)::decimal(18, 2) as received_amount,
        lag(check_date) over payee as previous_check_date,
    from carried
    window payee as (
        partition by network_number, payer_number, group_number order by check_date
    )
)

select
    settled.* exclude (running_amount),
    date_trunc('month', settled.check_date)::date as month,
    (
        claims_amount - pairs_amount + received_amount - forwarded_amount
    )::decimal(18, 2) as payment_amount,
    case when payers.payment_method = 'ACH' then 'E' else 'C' end
    || settled.network_number || settled.payer_number || pad(settled.group_number, 3)
        as trace_prefix,
    trace_prefix || strftime(settled.check_date, '%y%m%d') as trace_number,
    trace_prefix || strftime(settled.previous_check_date, '%y%m%d')
        as previous_trace_number,
    case when networks.has_files_by_payer then settled.payer_number else 0 end
        as file_payer_number,
    row_number() over (
        partition by
            settled.network_number, file_payer_number, settled.part_number,
            date_trunc('month', settled.check_date)
        order by settled.check_date, settled.payer_number, settled.group_number
    ) as transaction_number,
from settled
inner join networks on settled.network_number = networks.network_number
inner join payers
    on settled.network_number = payers.network_number
    and settled.payer_number = payers.payer_number
