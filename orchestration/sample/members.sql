-- Subscribers, and for some a dependant child; names are plainly made up. What each is
-- covered by: a first span, for some a second (another payer, a gap, an overlap, the same
-- again), for some a secondary payer.
create table members as
with numbered as (
    select
        networks.network_number,
        networks.member_prefix,
        slots.member_number,
    from networks
    inner join range(100000000) as slots (member_number)
        on networks.member_count > slots.member_number
),

drawn as (
    select
        *,
        draw(network_number, member_number, 'medicare', 10) < 3 as is_medicare,
        draw(network_number, member_number, 'birth day', 365) as birth_day,
        draw(network_number, member_number, 'coverage', 100) as coverage_draw,
        draw(network_number, member_number, 'secondary', 100) as secondary_draw,
        draw(network_number, member_number, 'gap', 60) as gap_days,
        pick(
            [date '2025-10-01', date '2026-01-01', date '2026-03-01'],
            network_number, member_number, 'change'
        ) as changed_date,
        [
            'ALEX', 'BLAIR', 'CASEY', 'DREW', 'EMERY', 'FINLEY', 'GRAY', 'HARPER',
            'INDIGO', 'JORDAN', 'KENDALL', 'LOGAN', 'MARLOW', 'NOEL', 'PARKER', 'QUINN'
        ] as first_names,
    from numbered
),

covered as (
    select
        *,
        case
            when is_medicare then 3
            else pick([1, 2, 4], network_number, member_number, 'payer')
        end as payer_number,
        case
            when coverage_draw < 52 then 'steady'
            when coverage_draw < 68 and is_medicare then 'steady'
            when coverage_draw < 68 then 'changed'
            when coverage_draw < 78 then 'gap'
            when coverage_draw < 86 then 'overlap'
            when coverage_draw < 95 then 'renewed'
            else 'ended'
        end as coverage_story,
    from drawn
)

select
    network_number,
    member_number,
    member_prefix || pad(member_number, 7) as member_id,
    pick(
        [
            'TESTER', 'SAMPLEY', 'FICTION', 'MOCKLEY', 'DEMOORE', 'PROXY', 'SPECIMEN',
            'EXAMPLE', 'PLACEHOLD', 'FAKENHAM', 'NULLSON', 'SYNTHOVA', 'DUMMOND',
            'PRETENDER', 'STANDIN', 'ISAACSTEST'
        ],
        network_number, member_number, 'last name'
    ) as last_name,
    pick(first_names, network_number, member_number, 'first name') as first_name,
    (make_date(
        case
            when is_medicare then 1931 + draw(network_number, member_number, 'year', 29)
            else 1962 + draw(network_number, member_number, 'year', 44)
        end, 1, 1
    ) + birth_day)::date as birth_date,
    pick(['F', 'M'], network_number, member_number, 'sex') as sex,
    (1 + draw(network_number, member_number, 'house', 899)) || ' '
    || pick(
        ['SAMPLE ST', 'MOCK AVE', 'TEST LN', 'DEMO RD'],
        network_number, member_number, 'street'
    ) as street,
    not is_medicare and draw(network_number, member_number, 'family', 4) = 0
        as has_dependant,
    pick(first_names, network_number, member_number, 'child name')
        as dependant_first_name,
    (make_date(
        2008 + draw(network_number, member_number, 'child year', 14), 1, 1
    ) + birth_day)::date as dependant_birth_date,
    pick(['F', 'M'], network_number, member_number, 'child sex') as dependant_sex,
    is_medicare,
    coverage_story,
    payer_number,
    pick(['A', 'B'], network_number, member_number, 'plan') as plan_code,
    date '2024-01-01' as from_date,
    case coverage_story
        when 'changed' then changed_date - 1
        when 'gap' then changed_date - 1
        when 'overlap' then date '2025-12-31'
        when 'renewed' then date '2025-12-31'
        when 'ended' then date '2026-02-28'
    end as to_date,
    case
        when coverage_story in ('steady', 'ended') then null
        when coverage_story = 'changed' then case payer_number when 1 then 2 else 1 end
        else payer_number
    end as next_payer_number,
    case coverage_story
        when 'changed' then changed_date
        when 'gap' then changed_date + 30 + gap_days
        when 'overlap' then date '2025-12-01'
        when 'renewed' then date '2026-01-01'
    end as next_from_date,
    case
        when is_medicare and secondary_draw < 50 then 4
        when payer_number = 1 and coverage_story <> 'changed' and secondary_draw < 8 then 2
    end as secondary_payer_number,
from covered
