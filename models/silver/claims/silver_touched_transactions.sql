-- Transactions that are new, or whose status is no longer what it was: a copy of an
-- older transaction may arrive that counts instead of it.
with

statuses as (
    select * from {{ ref('silver_x12_transaction_status') }}
),

done as (
    select
        transaction_key,
        transaction_status
    from {{ mark('transactions') }}
)

select coalesce(statuses.transaction_key, done.transaction_key) as transaction_key
from statuses
full outer join done
    on statuses.transaction_key = done.transaction_key
where {{ differs('statuses.transaction_status', 'done.transaction_status') }}
