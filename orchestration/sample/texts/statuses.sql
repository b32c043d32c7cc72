-- The claims that one 277CA file answers: all that the 999 let through, as text.
create or replace temp table status_texts as
with answered as (
    select
        *,
        row_number() over (
            partition by transaction_number, group_number order by claim_key
        ) = 1 as opens_group,
    from submissions
    where
        network_number = getvariable('network_number')
        and submitted_date = getvariable('batch_date')
        and part_number = getvariable('part_number')
        and not has_syntax_error
),

levelled as (
    select
        *,
        2 + sum(1 + opens_group::integer) over (
            partition by transaction_number order by group_number, claim_key
        ) as level_number,
    from answered
),

nested as (
    select
        *,
        max(case when opens_group then level_number - 1 end) over (
            partition by transaction_number, group_number
        ) as group_level,
    from levelled
)

select
    nested.transaction_number,
    nested.group_number,
    nested.claim_key,
    nested.batch_control_number,
    nested.acknowledgement = 'accepted' as is_accepted,
    nested.charge_amount,
    concat(
        case
            when nested.opens_group
                then concat(
                    'HL*', nested.group_level, '*2*19*1~NM1*85*2*', groups.group_name,
                    '*****XX*', groups.group_npi, '~'
                )
        end,
        'HL*', nested.level_number, '*', nested.group_level, '*PT~NM1*QC*1*',
        members.last_name, '*',
        case
            when nested.is_dependant then members.dependant_first_name
            else members.first_name
        end,
        '****MI*', members.member_id, '~TRN*2*', nested.claim_id, '~STC*',
        nested.clearinghouse_status, '*', day8(nested.acknowledged_date), '*',
        case when nested.acknowledgement = 'accepted' then 'WQ' else 'U' end, '*',
        money(nested.charge_amount, networks.money_style),
        case
            when nested.acknowledgement <> 'accepted'
                then '********' || upper(status_message(nested.clearinghouse_status))
        end,
        '~REF*D9*CH', nested.batch_control_number, nested.claim_key, '~',
        'DTP*472*D8*', day8(nested.service_date), '~'
    ) as claim_text,
from nested
inner join networks on nested.network_number = networks.network_number
inner join groups
    on nested.network_number = groups.network_number
    and nested.group_number = groups.group_number
inner join members
    on nested.network_number = members.network_number
    and nested.member_number = members.member_number
