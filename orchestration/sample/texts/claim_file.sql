-- One 837 file: a functional group for professional, one for institutional claims.
with transactions as (
    select
        claim_levels.transaction_number,
        any_value(claim_levels.form) as form,
        any_value(claim_levels.batch_control_number) as batch_control_number,
        string_agg(
            claim_texts.claim_text,
            '' order by claim_texts.group_number, claim_texts.claim_key
        ) as claims_text,
    from claim_levels
    inner join claim_texts on claim_levels.claim_key = claim_texts.claim_key
    group by claim_levels.transaction_number
),

bodies as (
    select
        transactions.transaction_number,
        transactions.form,
        case transactions.form when 'P' then '005010X222A1' else '005010X223A2' end
            as version,
        concat(
            'ST*837*', pad(transactions.transaction_number, 4), '*', version, '~',
            'BHT*0019*00*', transactions.batch_control_number, '*',
            day8(getvariable('batch_date')), '*0700*CH~',
            'NM1*41*2*', networks.network_name, '*****46*', networks.sender_id, '~',
            'PER*IC*SAMPLE CLAIMS DESK*TE*', networks.area_code, '5550100~',
            'NM1*40*2*SAMPLE CLEARING HOUSE*****46*SAMPLECLEARING~',
            transactions.claims_text
        ) as body,
    from transactions
    inner join networks on networks.network_number = getvariable('network_number')
),

functional_groups as (
    select
        form,
        concat(
            open_group(
                'HC', any_value(networks.sender_id), 'SAMPLECLEARING',
                getvariable('batch_date'),
                group_control_number(getvariable('control_number'), form),
                any_value(version)
            ),
            string_agg(
                close_transaction(body, transaction_number), ''
                order by transaction_number
            ),
            close_group(
                count(*), group_control_number(getvariable('control_number'), form)
            )
        ) as group_text,
    from bodies
    inner join networks on networks.network_number = getvariable('network_number')
    group by form
)

select
    lay_out(
        concat(
            open_interchange(
                any_value(networks.sender_id), 'SAMPLECLEARING',
                getvariable('batch_date'), getvariable('control_number')
            ),
            string_agg(functional_groups.group_text, '' order by functional_groups.form desc),
            close_interchange(count(*), getvariable('control_number'))
        ),
        any_value(networks.delimiters), any_value(networks.layout)
    ) as text,
from functional_groups
inner join networks on networks.network_number = getvariable('network_number')
