-- One file of answers to one 837 file: 999, 277CA or both.
select
    lay_out(
        concat(
            open_interchange(
                'SAMPLECLEARING', any_value(networks.sender_id),
                getvariable('file_date'), getvariable('control_number')
            ),
            string_agg(group_texts.group_text, '' order by group_texts.position),
            close_interchange(count(*), getvariable('control_number'))
        ),
        any_value(networks.delimiters), any_value(networks.layout)
    ) as text,
from group_texts
inner join networks on networks.network_number = getvariable('network_number')
