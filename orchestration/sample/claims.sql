-- Every 837 claim. Claim numbers run with the service date, the same in both networks,
-- so that claim ids collide. Three claims of each network have a story of their own.
create table claims as
with slots as (
    select
        slot % 2 + 1 as network_number,
        slot // 2 as claim_number,
    from range(getvariable('claims')) as slots (slot)
),

drawn as (
    select
        slots.network_number,
        slots.claim_number,
        case slots.claim_number
            when networks.claim_count // 4 then 'reversed'
            when networks.claim_count // 3 then 'replaced'
            when networks.claim_count // 2 then 'voided'
            else 'plain'
        end as story,
        draw(
            slots.network_number, slots.claim_number, 'member', networks.member_count
        ) as member_number,
        1 + draw(slots.network_number, slots.claim_number, 'provider', 6)
            as provider_number,
        1 + draw(slots.network_number, slots.claim_number, 'lines', 4) as line_count,
        date '2025-07-01'
        + (slots.claim_number * 335 // networks.claim_count)::integer as service_date,
        draw(slots.network_number, slots.claim_number, 'bill lag', 9) as bill_lag,
        draw(slots.network_number, slots.claim_number, 'review', 16) as review_days,
        draw(slots.network_number, slots.claim_number, 'slow', 100) < 15 as is_slow,
        draw(slots.network_number, slots.claim_number, 'open', 100) < 2 as is_open,
        draw(slots.network_number, slots.claim_number, 'crossover', 100) < 20
            as crosses,
        draw(slots.network_number, slots.claim_number, 'dependant', 10) < 6
            as for_child,
    from slots
    inner join networks on slots.network_number = networks.network_number
),

-- Billed in one batch at the month's end; decided 10 to 25 days later, paid by the next
-- of two checks a month. The last day of the world leaves the youngest claims open.
scheduled as (
    select
        drawn.*,
        members.payer_number,
        providers.group_number,
        members.has_dependant and drawn.for_child as is_dependant,
        members.payer_number = 3 and drawn.crosses and drawn.story = 'plain'
            as is_forwarded,
        last_day(drawn.service_date + 1 + drawn.bill_lag) as billed_date,
        last_day(drawn.service_date + 1 + drawn.bill_lag) + 10 + drawn.review_days
            as decided_date,
    from drawn
    inner join members
        on drawn.network_number = members.network_number
        and drawn.member_number = members.member_number
    inner join providers
        on drawn.network_number = providers.network_number
        and drawn.provider_number = providers.provider_number
),

originals as (
    select
        * exclude (
            decided_date, review_days, bill_lag, is_open, is_slow, crosses, for_child
        ),
        case
            when story = 'plain' and is_open then null
            when story = 'plain' and is_slow then last_day(last_day(decided_date) + 15)
            when day(decided_date) > 15 then last_day(decided_date)
            else date_trunc('month', decided_date)::date + 14
        end as check_date,
    from scheduled
),

-- A replacement or void follows a month after the payer's first answer.
versions as (
    select
        *,
        0 as version,
        '1' as frequency_code,
        billed_date as sent_date,
    from originals
    union all
    select
        *,
        case story when 'replaced' then 1 else 2 end as version,
        case story when 'replaced' then '7' else '8' end as frequency_code,
        last_day(last_day(check_date) + 15) as sent_date,
    from originals
    where story in ('replaced', 'voided')
)

select
    network_number,
    claim_number * 10 + version as claim_key,
    claim_number,
    version,
    'ACCT' || lpad(claim_number::varchar, 7, '0') as claim_id,
    frequency_code,
    story,
    member_number,
    provider_number,
    group_number,
    payer_number,
    is_dependant,
    is_forwarded,
    line_count,
    pick(
        [
            'E119', 'I10', 'J069', 'M545', 'E785', 'Z0000', 'R079', 'K219', 'N390',
            'M25511'
        ],
        network_number, claim_number, 'diagnosis'
    ) as first_diagnosis,
    pick(['E039', 'F411', 'Z87891', 'D649'], network_number, claim_number, 'second')
        as second_diagnosis,
    service_date,
    sent_date,
    case when check_date <= date '2026-06-30' then check_date end as check_date,
from versions
