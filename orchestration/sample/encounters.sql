-- One row per visit: who, where, when, and who is billed. Numbers run with the service
-- date and are the same in all networks, so that ids collide. A visit in a coverage gap
-- is billed to the payer that the front desk knew last.
create table encounters as
with slots as (
    select
        slot % getvariable('networks') + 1 as network_number,
        slot // getvariable('networks') as claim_number,
    from range(getvariable('encounters')) as slots (slot)
),

drawn as (
    select
        slots.network_number,
        slots.claim_number,
        networks.group_count,
        networks.seat_count,
        networks.payer_claim_prefix,
        networks.replacement_suffix,
        draw(slots.network_number, slots.claim_number, 'member', networks.member_count)
            as member_number,
        1 + draw(slots.network_number, slots.claim_number, 'provider', networks.seat_count)
            as seat_number,
        1 + draw(slots.network_number, slots.claim_number, 'lines', 4) as line_count,
        date '2025-07-01'
        + (slots.claim_number * 335 // networks.encounter_count)::integer as service_date,
        1 + draw(slots.network_number, slots.claim_number, 'charge lag', 4) as charge_lag,
        draw(slots.network_number, slots.claim_number, 'bill lag', 6) as bill_lag,
        draw(slots.network_number, slots.claim_number, 'dependant', 10) < 6 as for_child,
    from slots
    inner join networks on slots.network_number = networks.network_number
)

select
    drawn.network_number,
    drawn.claim_number,
    'ACCT' || pad(drawn.claim_number, 7) as claim_id,
    drawn.payer_claim_prefix,
    drawn.replacement_suffix,
    drawn.member_number,
    members.has_dependant and drawn.for_child as is_dependant,
    drawn.seat_number + case
        when drawn.seat_number % 6 = 2 and drawn.service_date >= date '2025-12-01'
            then drawn.seat_count
        else 0
    end as provider_number,
    case
        when drawn.seat_number % 6 = 4 and drawn.service_date >= date '2026-01-01'
            then ((drawn.seat_number - 1) // 3 + 1) % drawn.group_count + 1
        else (drawn.seat_number - 1) // 3 + 1
    end as group_number,
    case
        when draw(drawn.network_number, drawn.claim_number, 'institutional', 8) = 0
            then 'I'
        else 'P'
    end as form,
    drawn.line_count,
    pick(
        [
            'E119', 'I10', 'J069', 'M545', 'E785', 'Z0000', 'R079', 'K219', 'N390',
            'M25511'
        ],
        drawn.network_number, drawn.claim_number, 'diagnosis'
    ) as first_diagnosis,
    pick(
        ['E039', 'F411', 'Z87891', 'D649'], drawn.network_number, drawn.claim_number,
        'second'
    ) as second_diagnosis,
    drawn.service_date,
    drawn.service_date + drawn.charge_lag as post_date,
    drawn.service_date + drawn.charge_lag + drawn.bill_lag as bill_date,
    -- claims leave in one batch at the month's end
    last_day(drawn.service_date + drawn.charge_lag + drawn.bill_lag) as sent_date,
    draw(drawn.network_number, drawn.claim_number, 'unbilled', 1000) < 20 as is_unbilled,
    case
        when drawn.service_date >= members.next_from_date then members.next_payer_number
        else members.payer_number
    end as payer_number,
    members.secondary_payer_number,
    drawn.service_date <= coalesce(members.to_date, drawn.service_date)
    or drawn.service_date >= coalesce(members.next_from_date, date '2099-01-01')
        as is_covered,
from drawn
inner join members
    on drawn.network_number = members.network_number
    and drawn.member_number = members.member_number
