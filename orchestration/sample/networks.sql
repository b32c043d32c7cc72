-- Three networks with formats of their own; any further one borrows those of the first
-- three in turn. Ids collide on purpose: claim ids in all, member numbers and patient ids
-- between some, charge ids in all.
create table networks as
with listed as (
    select * from (
        values
        (
            1, 'sample_lakeside', 'SAMPLE LAKESIDE HEALTH NETWORK', 'SAMPLELAKESIDE',
            'LKS', 'P', 'P', '', 'LAKE SAMPLE', 'ME', '040010000', '207', '*:^~',
            'lines', 'cents', true
        ),
        (
            2, 'sample_summit', 'SAMPLE SUMMIT PHYSICIANS', 'SAMPLESUMMIT',
            '', 'MRN', 'P', 'R', 'MOUNT SAMPLE', 'CO', '800010000', '303', '|>!~',
            'wrapped', 'no_trailing_zeros', false
        ),
        (
            3, 'sample_prairie', 'SAMPLE PRAIRIE CLINICS', 'SAMPLEPRAIRIE',
            '', 'P', 'ICN', '', 'SAMPLE PLAINS', 'NE', '680010000', '402', '+:^''',
            'unbroken', 'no_zero_cents', false
        )
    ) as rows_of_networks (
        style_number, network_id, network_name, sender_id, member_prefix,
        patient_prefix, payer_claim_prefix, replacement_suffix, city, state, zip_code,
        area_code, delimiters, layout, money_style, has_files_by_payer
    )
),

numbered as (
    select
        network_number,
        (network_number - 1) % 3 + 1 as style_number,
        (
            getvariable('encounters') + getvariable('networks') - network_number
        ) // getvariable('networks') as encounter_count,
    from range(1, getvariable('networks') + 1) as numbers (network_number)
)

select
    numbered.network_number::bigint as network_number,
    numbered.style_number::bigint as style_number,
    case
        when numbered.network_number > 3
            then 'sample_network_' || numbered.network_number
        else listed.network_id
    end as network_id,
    case
        when numbered.network_number > 3
            then 'SAMPLE NETWORK ' || numbered.network_number
        else listed.network_name
    end as network_name,
    case
        when numbered.network_number > 3
            then 'SAMPLENETWORK' || numbered.network_number
        else listed.sender_id
    end as sender_id,
    listed.* exclude (style_number, network_id, network_name, sender_id),
    numbered.encounter_count,
    greatest(60, numbered.encounter_count // 8) as member_count,
    -- groups grow with the network, so that no check grows without end
    greatest(2, (numbered.encounter_count + 19999) // 20000) as group_count,
    3 * greatest(2, (numbered.encounter_count + 19999) // 20000) as seat_count,
from numbered
inner join listed on numbered.style_number = listed.style_number
