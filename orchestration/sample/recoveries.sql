-- Money that moves beside the claims (PLB): one row per pair. An overpayment that is
-- corrected may be recovered by a later check (WO back now, WO off then) or was already
-- sent back by cheque (72). Late answers of the others earn interest (L6).
create table recoveries as
with corrections as (
    select
        corrected.network_number,
        corrected.payer_number,
        corrected.group_number,
        corrected.part_number,
        corrected.check_date,
        corrected.remit_key,
        corrected.story,
        reversed.payer_claim_id as reference,
        (-reversed.paid_amount - corrected.paid_amount)::decimal(18, 2) as overpaid_amount,
    from remit_totals as corrected
    inner join remit_totals as reversed
        on corrected.network_number = reversed.network_number
        and corrected.claim_number = reversed.claim_number
        and reversed.kind = 'reversal'
    where corrected.kind = 'correction' and corrected.story in ('taken_back', 'refunded')
),

interest as (
    select
        network_number,
        payer_number,
        group_number,
        part_number,
        check_date,
        min(remit_key) as remit_key,
        min_by(payer_claim_id, remit_key) as reference,
        -round(sum(paid_amount) * 0.004, 2) as amount,
    from remit_totals
    where kind = 'first' and is_slow and not is_medicare and paid_amount > 0
    group by network_number, payer_number, group_number, part_number, check_date
),

pairs as (
    select
        network_number, payer_number, group_number, part_number, check_date, remit_key,
        case story when 'refunded' then '72' else 'WO' end as reason,
        reference, -overpaid_amount as amount,
    from corrections
    union all
    select
        network_number, payer_number, group_number, part_number,
        next_month_end(check_date) as check_date, remit_key,
        'WO' as reason, reference, overpaid_amount as amount,
    from corrections
    where story = 'taken_back'
    union all
    select
        network_number, payer_number, group_number, part_number, check_date, remit_key,
        'L6' as reason, reference, amount,
    from interest
)

select
    network_number, payer_number, group_number, part_number, check_date, remit_key, reason,
    reference, amount::decimal(18, 2) as amount,
from pairs
where check_date <= world_end() and amount <> 0
