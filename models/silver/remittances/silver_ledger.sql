-- DOMAIN 5: every movement is a row that is only ever added.
-- A write-off is what a payer owes on the day that the practice gave up, line by line.
with

movements as (
    select * from {{ touched_chains(ref('silver_ledger_movements')) }}
),

chains as (
    select distinct
        claim_id_key,
        chain_key
    from {{ touched_chains(ref('silver_claim_chain_keys')) }}
),

given_up as (
    select
        chains.chain_key,
        write_offs.practice_claim_key,
        write_offs.written_off_date,
        write_offs.source_name,
        write_offs.source_sha256,
        write_offs.source_row,
        row_number() over (
            partition by chains.chain_key
            order by write_offs.written_off_date desc, write_offs.practice_claim_key asc
        ) as choice_rank
    from {{ ref('silver_practice_write_offs') }} as write_offs
    inner join chains
        on write_offs.claim_id_key = chains.claim_id_key
    where write_offs.written_off_date is not null
),

owed as (
    select
        movements.network_id,
        movements.chain_key,
        movements.chain_line_number,
        given_up.written_off_date,
        given_up.practice_claim_key,
        given_up.source_name,
        given_up.source_sha256,
        given_up.source_row,
        sum(movements.payer_balance_amount) as amount,
        sum(sum(movements.payer_balance_amount)) over (
            partition by movements.chain_key
        ) as chain_amount
    from movements
    inner join given_up
        on movements.chain_key = given_up.chain_key
        and given_up.choice_rank = 1
    where movements.posted_date <= given_up.written_off_date
    group by
        movements.network_id, movements.chain_key, movements.chain_line_number,
        given_up.written_off_date, given_up.practice_claim_key, given_up.source_name,
        given_up.source_sha256, given_up.source_row
),

posted as (
    select * from movements
    union all
    select
        network_id,
        chain_key,
        chain_line_number,
        null as payer_rank,
        null as payer_id,
        'denial_write_off' as movement_type,
        false as is_reversal,
        null as adjustment_group_code,
        null as adjustment_reason_code,
        amount,
        -amount as payer_balance_amount,
        0 as patient_balance_amount,
        written_off_date as posted_date,
        practice_claim_key as document_key,
        0 as service_number,
        source_name,
        source_sha256,
        source_row
    from owed
    where chain_amount > 0 and amount <> 0
)

select
    {{ integer_key([
        'chain_key', 'chain_line_number', 'document_key', 'service_number',
        'movement_type', 'is_reversal', "coalesce(payer_rank, 0)", "coalesce(payer_id, '')",
        "coalesce(adjustment_group_code, '')", "coalesce(adjustment_reason_code, '')",
    ]) }} as ledger_key,
    network_id,
    chain_key,
    chain_line_number as line_number,
    movement_type,
    is_reversal,
    payer_rank,
    payer_id,
    adjustment_group_code,
    adjustment_reason_code,
    cast(amount as decimal(18, 2)) as amount,
    cast(payer_balance_amount as decimal(18, 2)) as payer_balance_amount,
    cast(patient_balance_amount as decimal(18, 2)) as patient_balance_amount,
    posted_date,
    source_name,
    source_sha256,
    source_row
from posted
