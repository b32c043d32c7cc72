-- Subscribers, and for some a dependant child; names are plainly made up.
create table members as
with numbered as (
    select
        slot % 2 + 1 as network_number,
        slot // 2 as member_number,
    from range(2 * greatest(120, getvariable('claims') // 20)) as slots (slot)
),

drawn as (
    select
        *,
        draw(network_number, member_number, 'medicare', 10) < 3 as is_medicare,
        draw(network_number, member_number, 'birth day', 365) as birth_day,
        [
            'ALEX', 'BLAIR', 'CASEY', 'DREW', 'EMERY', 'FINLEY', 'GRAY', 'HARPER',
            'INDIGO', 'JORDAN', 'KENDALL', 'LOGAN', 'MARLOW', 'NOEL', 'PARKER', 'QUINN'
        ] as first_names,
    from numbered
)

select
    drawn.network_number,
    drawn.member_number,
    case
        when drawn.is_medicare then 3
        else
            pick(
                [1, 2, 4], drawn.network_number, drawn.member_number, 'payer'
            )
    end as payer_number,
    networks.member_prefix || lpad(drawn.member_number::varchar, 7, '0') as member_id,
    pick(
        [
            'TESTER', 'SAMPLEY', 'FICTION', 'MOCKLEY', 'DEMOORE', 'PROXY', 'SPECIMEN',
            'EXAMPLE', 'PLACEHOLD', 'FAKENHAM', 'NULLSON', 'SYNTHOVA', 'DUMMOND',
            'PRETENDER', 'STANDIN', 'ISAACSTEST'
        ],
        drawn.network_number, drawn.member_number, 'last name'
    ) as last_name,
    pick(
        drawn.first_names, drawn.network_number, drawn.member_number, 'first name'
    ) as first_name,
    make_date(
        case
            when drawn.is_medicare
                then 1931 + draw(drawn.network_number, drawn.member_number, 'year', 29)
            else 1962 + draw(drawn.network_number, drawn.member_number, 'year', 44)
        end, 1, 1
    ) + drawn.birth_day as birth_date,
    pick(['F', 'M'], drawn.network_number, drawn.member_number, 'sex') as sex,
    (1 + draw(drawn.network_number, drawn.member_number, 'house', 899)) || ' '
    || pick(
        ['SAMPLE ST', 'MOCK AVE', 'TEST LN', 'DEMO RD'],
        drawn.network_number, drawn.member_number, 'street'
    ) as street,
    not drawn.is_medicare
    and draw(drawn.network_number, drawn.member_number, 'family', 4) = 0
        as has_dependant,
    pick(
        drawn.first_names, drawn.network_number, drawn.member_number, 'child name'
    ) as dependant_first_name,
    make_date(
        2008 + draw(drawn.network_number, drawn.member_number, 'child year', 14), 1, 1
    ) + drawn.birth_day as dependant_birth_date,
    pick(
        ['F', 'M'], drawn.network_number, drawn.member_number, 'child sex'
    ) as dependant_sex,
from drawn
inner join networks on drawn.network_number = networks.network_number
