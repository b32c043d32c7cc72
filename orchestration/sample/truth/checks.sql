-- One row per check (ST…SE of an 835): its payment, its PLB sums by reason, its deposit.
-- deposit_kind: single, combined (with another check, under the lower group's trace),
-- partial (less than the check), mistyped (trace), missing, pending (not by 2026-06-30),
-- none (nothing was paid). deposit_status: what matching by trace and amount must find.
create or replace table truth_checks as
with pairs as (
    select
        network_number, payer_number, group_number, check_date,
        sum(amount) filter (where reason = 'WO') as recovery_amount,
        sum(amount) filter (where reason = 'L6') as interest_amount,
        sum(amount) filter (where reason = '72') as refund_amount,
    from recoveries
    group by network_number, payer_number, group_number, check_date
)

select
    networks.network_id,
    checks.trace_number,
    payers.payer_id,
    groups.group_npi,
    checks.check_date,
    checks.claim_count,
    checks.claims_amount,
    coalesce(pairs.recovery_amount, 0)::decimal(18, 2) as recovery_amount,
    coalesce(pairs.interest_amount, 0)::decimal(18, 2) as interest_amount,
    coalesce(pairs.refund_amount, 0)::decimal(18, 2) as refund_amount,
    (checks.forwarded_amount - checks.received_amount)::decimal(18, 2)
        as forward_balance_amount,
    checks.forwarded_amount as carried_balance_amount,
    checks.payment_amount,
    coalesce(deposits.deposit_kind, 'none') as deposit_kind,
    case coalesce(deposits.deposit_kind, 'none')
        when 'single' then 'matched'
        when 'combined' then 'matched'
        when 'partial' then 'partial'
        when 'none' then 'none'
        else 'unmatched'
    end as deposit_status,
from checks
inner join networks on checks.network_number = networks.network_number
inner join payers
    on checks.network_number = payers.network_number
    and checks.payer_number = payers.payer_number
inner join groups
    on checks.network_number = groups.network_number
    and checks.group_number = groups.group_number
left join pairs
    on checks.network_number = pairs.network_number
    and checks.payer_number = pairs.payer_number
    and checks.group_number = pairs.group_number
    and checks.check_date = pairs.check_date
left join deposits
    on checks.network_number = deposits.network_number
    and checks.trace_number = deposits.trace_number
order by networks.network_id, checks.trace_number
