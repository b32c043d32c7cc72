-- One 835 file: a transaction per check, of one payer or, from the clearinghouse, of all.
with file_checks as (
    select *
    from checks
    where
        network_number = getvariable('network_number')
        and month = getvariable('month')
        and part_number = getvariable('part_number')
        and file_payer_number = getvariable('payer_number')
),

headed as (
    select
        file_checks.*,
        payers.payer_name,
        payers.payer_id,
        case when payment_amount = 0 then 'NON' else payers.payment_method end as method,
        '1990000' || file_checks.network_number || '0' || file_checks.payer_number
            as originator_id,
        money(payment_amount, networks.money_style) as payment_text,
        groups.group_name,
        groups.group_npi,
        groups.tax_id,
        groups.street,
        networks.* exclude (network_number),
        coalesce(check_texts.claims_text, '') as claims_text,
        coalesce(adjustment_texts.pairs_text, '') as pairs_text,
    from file_checks
    left join check_texts using (payer_number, group_number, check_date)
    left join adjustment_texts using (payer_number, group_number, check_date)
    inner join networks on file_checks.network_number = networks.network_number
    inner join payers
        on file_checks.network_number = payers.network_number
        and file_checks.payer_number = payers.payer_number
    inner join groups
        on file_checks.network_number = groups.network_number
        and file_checks.group_number = groups.group_number
),

bodies as (
    select
        transaction_number,
        payer_id,
        concat(
            'ST*835*', pad(transaction_number, 4), '~',
            'BPR*', case method when 'NON' then 'H' else 'I' end, '*', payment_text,
            '*C*', method,
            case method
                when 'ACH'
                    then concat(
                        '*CCP*01*999999992*DA*9000', payer_number, '*', originator_id,
                        '**01*999999992*DA*7000', group_number
                    )
                else repeat('*', 11)
            end,
            '*', day8(check_date), '~',
            'TRN*1*', trace_number, '*', originator_id, '~',
            'REF*EV*', sender_id, '~',
            'DTM*405*', day8(check_date), '~',
            'N1*PR*', payer_name, '~N3*', payer_number, ' SAMPLE PAYER WAY~',
            'N4*SAMPLE CITY*DE*199010000~REF*2U*', payer_id, '~',
            'PER*BL*SAMPLE SUPPORT*TE*', area_code, '5550199~',
            'N1*PE*', group_name, '*XX*', group_npi, '~N3*', street, '~',
            'N4*', city, '*', state, '*', zip_code, '~REF*TJ*', tax_id, '~',
            case when claims_text <> '' then 'LX*1~' end,
            claims_text,
            pairs_text
        ) as body,
    from headed
),

contents as (
    select
        count(*) as transactions,
        case
            when getvariable('payer_number') = 0 then 'SAMPLECLEARING' else min(payer_id)
        end as sender,
        string_agg(
            close_transaction(body, transaction_number), '' order by transaction_number
        ) as content,
    from bodies
)

select
    lay_out(
        concat(
            open_interchange(
                sender, networks.sender_id, getvariable('file_date'),
                getvariable('control_number')
            ),
            open_group(
                'HP', sender, networks.sender_id, getvariable('file_date'),
                getvariable('control_number'), '005010X221A1'
            ),
            content,
            close_group(transactions, getvariable('control_number')),
            close_interchange(1, getvariable('control_number'))
        ),
        networks.delimiters, networks.layout
    ) as text,
from contents
inner join networks on networks.network_number = getvariable('network_number')
