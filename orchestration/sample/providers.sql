-- Rendering providers, three seats in each group. Over the year one seat in six passes to
-- a successor, one moves to the next group, one changes its specialty.
create table providers as
with seats as (
    select
        networks.*,
        numbered.seat_number,
        numbered.is_successor,
        numbered.seat_number + case when numbered.is_successor then seat_count else 0 end
            as provider_number,
    from networks
    inner join (
        select seat_number, is_successor
        from range(1, 1000000) as numbers (seat_number)
        cross join (values (false), (true)) as holders (is_successor)
    ) as numbered
        on networks.seat_count >= numbered.seat_number
    where not numbered.is_successor or numbered.seat_number % 6 = 2
)

select
    network_number,
    provider_number,
    seat_number,
    is_successor,
    'SAMPLE' || [
        'ASH', 'BIRCH', 'CEDAR', 'ELM', 'FIR', 'HAZEL', 'LARCH', 'MAPLE', 'OAK', 'PINE',
        'ROWAN', 'WILLOW'
    ][((network_number - 1) * 6 + provider_number - 1) % 12 + 1] as last_name,
    pick(['ROBIN', 'SAGE', 'TAYLOR', 'WREN'], network_number, provider_number, 'provider')
        as first_name,
    npi('28' || network_number || pad(provider_number, 6)) as provider_npi,
    pick(['MD', 'DO', 'NP'], network_number, provider_number, 'credential') as credential,
    case
        when is_successor then date '2025-12-01'
        else date '2019-01-01' + draw(network_number, provider_number, 'hired', 2000)
    end as effective_date,
    case
        when seat_number % 6 = 2 and not is_successor then date '2025-11-30'
    end as termination_date,
    (seat_number - 1) // 3 + 1 as group_number,
    case
        when seat_number % 6 = 4 then ((seat_number - 1) // 3 + 1) % group_count + 1
        else (seat_number - 1) // 3 + 1
    end as next_group_number,
    date '2026-01-01' as group_changed_date,
    specialties[(seat_number - 1) % 6 + 1] as specialty,
    case
        when seat_number % 6 = 5 then '207RG0100X GASTROENTEROLOGY'
        else specialties[(seat_number - 1) % 6 + 1]
    end as next_specialty,
    date '2025-10-15' as specialty_changed_date,
from seats
cross join (
    select [
        '207Q00000X FAMILY MEDICINE', '207R00000X INTERNAL MEDICINE',
        '208000000X PEDIATRICS', '207RC0000X CARDIOLOGY', '207R00000X INTERNAL MEDICINE',
        '2084N0400X NEUROLOGY'
    ] as specialties
) as listed
