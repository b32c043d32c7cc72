-- The 999 to one 837 file: TA1 for the interchange, one 999 per functional group.
-- A transaction whose claims lack SBR09 is rejected whole; its first SBR is segment 13.
insert into group_texts
with answered as (
    select
        form,
        case form when 'P' then '005010X222A1' else '005010X223A2' end as version,
        transaction_number,
        bool_or(has_syntax_error) as is_refused,
    from submissions
    where
        network_number = getvariable('network_number')
        and submitted_date = getvariable('batch_date')
        and part_number = getvariable('part_number')
    group by form, transaction_number
),

-- the number of the answered file differs in its first digit
functional_groups as (
    select
        form,
        row_number() over (order by form desc) as answer_number,
        concat(
            'ST*999*', pad(row_number() over (order by form desc), 4), '*005010X231A1~',
            'AK1*HC*', group_control_number(getvariable('control_number'), form), '*',
            any_value(version), '~',
            string_agg(
                concat(
                    'AK2*837*', pad(transaction_number, 4), '*', version, '~',
                    case
                        when is_refused
                            then 'IK3*SBR*13*2000B*8~IK4*9*1032*1~IK5*R*5~'
                        else 'IK5*A~'
                    end
                ),
                '' order by transaction_number
            ),
            'AK9*',
            case
                when bool_and(is_refused) then 'R'
                when bool_or(is_refused) then 'P'
                else 'A'
            end,
            '*', count(*), '*', count(*), '*', count(*) filter (where not is_refused), '~'
        ) as body,
    from answered
    group by form
)

select
    1 as position,
    concat(
        'TA1*', 100000000 + getvariable('control_number') % 100000000, '*',
        strftime(getvariable('batch_date'), '%y%m%d'), '*0700*A*000~',
        open_group(
            'FA', 'SAMPLECLEARING', any_value(networks.sender_id),
            getvariable('file_date'), getvariable('control_number'), '005010X231A1'
        ),
        string_agg(close_transaction(body, answer_number), '' order by answer_number),
        close_group(count(*), getvariable('control_number'))
    ) as group_text,
from functional_groups
inner join networks on networks.network_number = getvariable('network_number')
