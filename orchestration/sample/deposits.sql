-- What the bank says of each check. Most arrive as one deposit under the check's trace;
-- some pairs are deposited as one sum, some short, some under a mistyped trace, some not
-- at all, and the youngest are still on their way.
create table deposits as
with paid as (
    select
        *,
        (payer_number * 1000000 + group_number) * 1000
        + (check_date - date '2025-01-01') as check_number,
        (payer_number * 1000000 + (group_number - 1) // 2) * 1000
        + (check_date - date '2025-01-01') as pair_number,
    from checks
    where payment_amount > 0
),

counted as (
    select
        *,
        count(*) over pair as checks_in_pair,
        row_number() over (
            partition by network_number, pair_number order by group_number
        ) as place_in_pair,
        check_date + 1 + draw(network_number, pair_number, 'deposit lag', 3)
            as deposit_date,
        draw(network_number, check_number, 'deposit', 100) as deposit_draw,
    from paid
    window pair as (partition by network_number, pair_number)
)

select
    * exclude (deposit_draw),
    case
        when deposit_date > world_end() then 'pending'
        when checks_in_pair = 2 and draw(network_number, pair_number, 'pair', 100) < 8
            then 'combined'
        when deposit_draw < 3 then 'missing'
        when deposit_draw < 6 then 'partial'
        when deposit_draw < 9 then 'mistyped'
        else 'single'
    end as deposit_kind,
from counted
