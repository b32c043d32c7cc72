-- The bank's deposits: one per check, or one for a pair of checks under the first trace.
create or replace table lockbox__payments as
with received as (
    select
        *,
        sum(payment_amount) over (partition by network_number, pair_number) as pair_amount,
        max(trace_number) over (partition by network_number, pair_number) as other_trace,
    from deposits
    where deposit_kind not in ('missing', 'pending')
)

select
    received.network_number,
    'D' || strftime(received.deposit_date, '%y%m%d') || '-' || received.payer_number
    || pad(received.group_number, 3) || strftime(received.check_date, '%d') as deposit_id,
    received.deposit_date::date as deposit_date,
    '7000' || received.group_number as bank_account,
    payers.payer_name,
    payers.payment_method,
    case
        when received.deposit_kind = 'mistyped'
            then received.trace_number[:-3] || received.trace_number[-1:]
            || received.trace_number[-2:-2]
        else received.trace_number
    end as trace_number,
    case received.deposit_kind
        when 'combined' then received.pair_amount
        when 'partial' then round(received.payment_amount * 0.90, 2)
        else received.payment_amount
    end::decimal(18, 2) as deposit_amount,
    case received.deposit_kind
        when 'combined' then 'INCLUDES ' || received.other_trace
        when 'partial' then 'SHORT PAID'
    end as remarks,
from received
inner join payers
    on received.network_number = payers.network_number
    and received.payer_number = payers.payer_number
where received.deposit_kind <> 'combined' or received.place_in_pair = 1
