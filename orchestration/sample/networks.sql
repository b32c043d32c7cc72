create table networks as
select
    network_number::bigint as network_number,
    network_id,
    network_name,
    sender_id,
    member_prefix,
    city,
    state,
    zip_code,
    area_code,
    delimiters,
    is_wrapped,
    is_wrapped as drops_zeros,
    (getvariable('claims') + 2 - network_number) // 2 as claim_count,
    greatest(120, getvariable('claims') // 20) as member_count,
from (
    values
    (
        1, 'sample_lakeside', 'SAMPLE LAKESIDE HEALTH NETWORK', 'SAMPLELAKESIDE',
        'LKS', 'LAKE SAMPLE', 'ME', '040010000', '207', '*:^', false
    ),
    (
        2, 'sample_summit', 'SAMPLE SUMMIT PHYSICIANS', 'SAMPLESUMMIT',
        'SMT', 'MOUNT SAMPLE', 'CO', '800010000', '303', '|>!', true
    )
) as listed (
    network_number, network_id, network_name, sender_id,
    member_prefix, city, state, zip_code, area_code, delimiters, is_wrapped
)
