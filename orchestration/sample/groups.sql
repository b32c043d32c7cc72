-- Two billing groups a network: the payees.
create table groups as
select
    network_number,
    group_number,
    'SAMPLE ' || ['PRIMARY CARE ', 'SPECIALTY '][group_number]
    || ['LAKESIDE', 'SUMMIT'][network_number] as group_name,
    npi('29' || network_number || '00010' || group_number) as group_npi,
    '9900000' || network_number || group_number as tax_id,
    group_number || '00 SAMPLE PLAZA' as street,
    '261QP2300X' as taxonomy,
from networks
cross join range(1, 3) as numbered (group_number)
