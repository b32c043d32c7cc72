-- One row per movement of a claim chain and day (DOMAIN 5): charge, payment, contractual
-- adjustment, what is left to the patient, what the secondary payer takes over from there,
-- write-off. Amounts are those of a whole answer, reversals negative; a duplicate's answer
-- moves nothing. What a payer passes on with the claim never becomes the patient's. A void
-- takes its charge back on the day on which the payer takes back what it paid.
create or replace table truth_movements as
with movements as (
    select
        network_number, claim_number, 'charge' as movement_kind, sent_date as posted_date,
        charge_amount as amount, charge_amount as payer_balance_amount,
        0 as patient_balance_amount,
    from chains
    union all
    select
        network_number, claim_number, 'charge' as movement_kind,
        last_check_date as posted_date, -charge_amount as amount,
        -charge_amount as payer_balance_amount, 0 as patient_balance_amount,
    from chains
    where is_voided
    union all
    select
        network_number, claim_number, 'payment' as movement_kind,
        check_date as posted_date, paid_amount as amount,
        -paid_amount as payer_balance_amount, 0 as patient_balance_amount,
    from remit_totals
    where kind <> 'duplicate'
    union all
    select
        network_number, claim_number, 'contractual' as movement_kind,
        check_date as posted_date, contractual_amount as amount,
        -contractual_amount as payer_balance_amount, 0 as patient_balance_amount,
    from remit_totals
    where kind <> 'duplicate'
    union all
    select
        network_number, claim_number, 'to_patient' as movement_kind,
        check_date as posted_date, patient_amount as amount,
        -patient_amount as payer_balance_amount, patient_amount as patient_balance_amount,
    from remit_totals
    where kind = 'secondary' or (kind <> 'duplicate' and not is_forwarded)
    union all
    select
        submissions.network_number, submissions.claim_number,
        'to_secondary' as movement_kind, submissions.submitted_date as posted_date,
        remit_totals.patient_amount as amount,
        remit_totals.patient_amount as payer_balance_amount,
        -remit_totals.patient_amount as patient_balance_amount,
    from submissions
    inner join remit_totals
        on submissions.network_number = remit_totals.network_number
        and submissions.claim_number = remit_totals.claim_number
        and remit_totals.kind = 'first'
    where submissions.version = 5
    union all
    select
        network_number, claim_number, 'write_off' as movement_kind,
        write_off_date as posted_date, written_off_amount as amount,
        -written_off_amount as payer_balance_amount, 0 as patient_balance_amount,
    from chains
    where write_off_date <= world_end()
)

select
    networks.network_id,
    chains.claim_id as chain_id,
    movements.movement_kind,
    movements.posted_date::date as posted_date,
    sum(movements.amount)::decimal(18, 2) as amount,
    sum(movements.payer_balance_amount)::decimal(18, 2) as payer_balance_amount,
    sum(movements.patient_balance_amount)::decimal(18, 2) as patient_balance_amount,
from movements
inner join chains
    on movements.network_number = chains.network_number
    and movements.claim_number = chains.claim_number
inner join networks on movements.network_number = networks.network_number
where movements.amount <> 0
group by networks.network_id, chain_id, movements.movement_kind, movements.posted_date
order by networks.network_id, chain_id, movements.posted_date, movements.movement_kind
