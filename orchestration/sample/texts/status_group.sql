-- The 277CA to one 837 file: a transaction for each that the 999 let through.
insert into group_texts
with batches as (
    select
        transaction_number,
        row_number() over (order by transaction_number) as answer_number,
        any_value(batch_control_number) as batch_control_number,
        sum(charge_amount) as charge_amount,
        count(*) filter (where is_accepted) as accepted_count,
        count(*) filter (where not is_accepted) as rejected_count,
        coalesce(sum(charge_amount) filter (where is_accepted), 0) as accepted_amount,
        coalesce(sum(charge_amount) filter (where not is_accepted), 0)
            as rejected_amount,
        string_agg(claim_text, '' order by group_number, claim_key) as claims_text,
    from status_texts
    group by transaction_number
),

bodies as (
    select
        batches.answer_number,
        concat(
            'ST*277*', pad(batches.answer_number, 4), '*005010X214~',
            'BHT*0085*08*CH', batches.batch_control_number, '*',
            day8(getvariable('file_date')), '*0700*TH~',
            'HL*1**20*1~NM1*AY*2*SAMPLE CLEARING HOUSE*****46*SAMPLECLEARING~',
            'TRN*1*CH', batches.batch_control_number, '~',
            'DTP*050*D8*', day8(getvariable('batch_date')), '~',
            'DTP*009*D8*', day8(getvariable('file_date')), '~',
            'HL*2*1*21*1~NM1*41*2*', networks.network_name, '*****46*',
            networks.sender_id, '~TRN*2*', batches.batch_control_number, '~',
            'STC*A1:19:PR*', day8(getvariable('file_date')), '*WQ*',
            money(batches.charge_amount, networks.money_style), '~',
            'QTY*90*' || nullif(batches.accepted_count, 0) || '~',
            'QTY*AA*' || nullif(batches.rejected_count, 0) || '~',
            'AMT*YU*' || money(nullif(batches.accepted_amount, 0), networks.money_style)
            || '~',
            'AMT*YY*' || money(nullif(batches.rejected_amount, 0), networks.money_style)
            || '~',
            batches.claims_text
        ) as body,
    from batches
    inner join networks on networks.network_number = getvariable('network_number')
)

select
    2 as position,
    concat(
        open_group(
            'HN', 'SAMPLECLEARING', any_value(networks.sender_id),
            getvariable('file_date'), getvariable('control_number'), '005010X214'
        ),
        string_agg(close_transaction(body, answer_number), '' order by answer_number),
        close_group(count(*), getvariable('control_number'))
    ) as group_text,
from bodies
inner join networks on networks.network_number = getvariable('network_number')
having count(*) > 0
