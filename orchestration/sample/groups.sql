-- The billing groups: the payees. Each has one facility.
create table groups as
select
    networks.network_number,
    numbered.group_number,
    'SAMPLE ' || ['SPECIALTY ', 'PRIMARY CARE '][numbered.group_number % 2 + 1]
    || split_part(networks.network_name, ' ', 2)
    || case
        when networks.network_number > 3 or numbered.group_number > 2
            then ' ' || networks.network_number || '-' || numbered.group_number
        else ''
    end as group_name,
    npi('29' || networks.network_number || pad(numbered.group_number, 6)) as group_npi,
    '99' || networks.network_number || pad(numbered.group_number, 6) as tax_id,
    numbered.group_number || '00 SAMPLE PLAZA' as street,
    '261QP2300X' as taxonomy_code,
    'FAC' || pad(numbered.group_number, 2) as facility_code,
    'SAMPLE CLINIC ' || numbered.group_number as facility_name,
from networks
inner join range(1, 1000000) as numbered (group_number)
    on networks.group_count >= numbered.group_number
