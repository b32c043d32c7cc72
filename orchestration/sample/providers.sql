-- Six rendering providers a network, three in each billing group.
create table providers as
select
    network_number,
    provider_number,
    (provider_number - 1) // 3 + 1 as group_number,
    'SAMPLE' || [
        'ASH', 'BIRCH', 'CEDAR', 'ELM', 'FIR', 'HAZEL', 'LARCH', 'MAPLE', 'OAK', 'PINE',
        'ROWAN', 'WILLOW'
    ][(network_number - 1) * 6 + provider_number] as last_name,
    pick(
        ['ROBIN', 'SAGE', 'TAYLOR', 'WREN'], network_number, provider_number, 'provider'
    ) as first_name,
    npi('28' || network_number || '00020' || provider_number) as provider_npi,
    [
        '207Q00000X', '207R00000X', '208000000X', '207RC0000X', '207X00000X',
        '2084N0400X'
    ][provider_number] as taxonomy,
from networks
cross join range(1, 7) as numbered (provider_number)
