-- How a chain stood with its first payer after the day of its first answer (DOMAIN 6,
-- first pass). What goes to the next payer in turn is settled by this one: where it
-- goes there at once it has a reason, what that payer takes over later has none.
{%- set first = 'ledger.payer_rank = 1 and ledger.movement_type' %}
{%- set next = "'transfer_to_next_payer'" %}
with

chains as (
    select * from {{ ref('silver_claim_chains') }}
    where first_answer_date is not null
),

ledger as (
    select * from {{ ref('silver_ledger') }}
),

summed as (
    select
        chains.chain_key,
        chains.network_id,
        chains.first_answer_date,
        {{ sum_where('ledger.amount', "ledger.movement_type = 'charge'") }}
            as charge_amount,
        {{ sum_where('ledger.amount', "ledger.movement_type = 'payment'") }}
            as paid_amount,
        {{ sum_where('ledger.payer_balance_amount', first ~ ' <> ' ~ next) }}
        - {{ sum_where(
            'ledger.amount',
            first ~ ' = ' ~ next ~ ' and ledger.adjustment_reason_code is not null'
        ) }} as open_payer_amount
    from chains
    inner join ledger
        on chains.chain_key = ledger.chain_key
        and chains.first_answer_date >= ledger.posted_date
    group by chains.chain_key, chains.network_id, chains.first_answer_date
)

select
    chain_key,
    network_id,
    first_answer_date,
    cast(charge_amount as decimal(18, 2)) as charge_amount,
    cast(paid_amount as decimal(18, 2)) as paid_amount,
    cast(open_payer_amount as decimal(18, 2)) as open_payer_amount,
    open_payer_amount = 0 as is_settled
from summed
