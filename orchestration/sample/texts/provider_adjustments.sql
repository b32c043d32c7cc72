-- The PLB segments of the checks of one 835 file; a segment takes six pairs.
create or replace temp table adjustment_texts as
with pairs as (
    select
        payer_number, group_number, check_date, 1 as rank, remit_key, reason, reference,
        amount,
    from recoveries
    where network_number = getvariable('network_number')
    union all
    -- a balance that comes off, then one that is carried on
    select
        payer_number, group_number, check_date, 2 as rank, 0 as remit_key, 'FB' as reason,
        previous_trace_number as reference, -received_amount as amount,
    from checks
    where network_number = getvariable('network_number') and received_amount <> 0
    union all
    select
        payer_number, group_number, check_date, 3 as rank, 0 as remit_key, 'FB' as reason,
        trace_number as reference, forwarded_amount as amount,
    from checks
    where network_number = getvariable('network_number') and forwarded_amount <> 0
),

numbered as (
    select
        *,
        row_number() over (
            partition by payer_number, group_number, check_date
            order by rank, remit_key, reason
        ) - 1 as pair_number,
    from pairs
    where check_date >= getvariable('month') and check_date <= getvariable('file_date')
)

select
    numbered.payer_number,
    numbered.group_number,
    numbered.check_date,
    string_agg(
        concat(
            case
                when pair_number % 6 = 0
                    then concat(
                        case when pair_number > 0 then '~' end,
                        'PLB*', groups.group_npi, '*', year(check_date), '1231'
                    )
            end,
            '*', reason, ':', reference, '*', money(amount, networks.money_style)
        ),
        '' order by pair_number
    ) || '~' as pairs_text,
from numbered
inner join networks on networks.network_number = getvariable('network_number')
inner join groups
    on groups.network_number = getvariable('network_number')
    and numbered.group_number = groups.group_number
group by numbered.payer_number, numbered.group_number, numbered.check_date
