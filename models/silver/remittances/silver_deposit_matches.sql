-- Deposits set against the remittances of their group (DOMAIN 2), to the cent. Both lie
-- end to end on one line, the older first, and where two overlap the one pays the
-- other. What the bank took back again comes off the oldest deposits.
with

groups as (
    select * from {{ ref('silver_deposit_groups') }}
),

deposits as (
    select
        deposit_key,
        deposit_amount,
        deposit_date
    from {{ ref('silver_bank_deposits') }}
),

payments as (
    select * from {{ ref('silver_remittance_payments') }}
),

laid_deposits as (
    select
        groups.group_key,
        groups.network_id,
        deposits.deposit_key,
        deposits.deposit_amount,
        deposits.deposit_date,
        sum(deposits.deposit_amount) over (
            partition by groups.group_key
        ) as group_deposit_amount,
        {{ sum_where('-deposits.deposit_amount', 'deposits.deposit_amount < 0') }}
            over (partition by groups.group_key) as group_returned_amount,
        {{ sum_where('deposits.deposit_amount', 'deposits.deposit_amount > 0') }}
            over (
                partition by groups.group_key
                order by deposits.deposit_date, deposits.deposit_key
                rows between unbounded preceding and current row
            ) as end_amount
    from groups
    inner join deposits
        on groups.member_key = deposits.deposit_key
    where groups.member_type = 'deposit'
),

laid_payments as (
    select
        groups.group_key,
        payments.remittance_key,
        payments.payment_amount,
        payments.remittance_date,
        sum(payments.payment_amount) over (
            partition by groups.group_key
        ) as group_payment_amount,
        sum(payments.payment_amount) over (
            partition by groups.group_key
            order by payments.remittance_date, payments.remittance_key
            rows between unbounded preceding and current row
        ) as end_amount
    from groups
    inner join payments
        on groups.member_key = payments.remittance_key
    where groups.member_type = 'remittance'
),

overlapped as (
    select
        laid_deposits.*,
        laid_payments.remittance_key,
        laid_payments.payment_amount,
        laid_payments.remittance_date,
        laid_payments.group_payment_amount,
        least(
            laid_deposits.end_amount,
            laid_payments.end_amount + laid_deposits.group_returned_amount
        ) - greatest(
            laid_deposits.end_amount - laid_deposits.deposit_amount,
            laid_payments.end_amount - laid_payments.payment_amount
            + laid_deposits.group_returned_amount
        ) as overlap_amount
    from laid_deposits
    inner join laid_payments
        on laid_deposits.group_key = laid_payments.group_key
)

select
    deposit_key,
    remittance_key,
    group_key,
    network_id,
    case
        when group_deposit_amount <= 0 then 'returned'
        when group_deposit_amount < group_payment_amount then 'short'
        when group_deposit_amount > group_payment_amount then 'over'
        else 'matched'
    end as match_status,
    deposit_amount,
    payment_amount,
    cast(case
        when deposit_amount > 0 and overlap_amount > 0 then overlap_amount else 0
    end as decimal(18, 2)) as allocated_amount,
    deposit_date,
    remittance_date
from overlapped
