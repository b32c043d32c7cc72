-- The claims of one 835 file with their lines, joined to one text per check.
create or replace temp table check_texts as
with claim_texts as (
    select
        remit_totals.payer_number,
        remit_totals.group_number,
        remit_totals.check_date,
        remit_totals.remit_key,
        concat(
            'CLP*', remit_totals.claim_id, '*', remit_totals.status_code, '*',
            money(remit_totals.charge_amount, networks.money_style), '*',
            money(remit_totals.paid_amount, networks.money_style), '*',
            -- a reversal leaves the patient's share out
            case
                when remit_totals.kind <> 'reversal' and remit_totals.patient_amount <> 0
                    then money(remit_totals.patient_amount, networks.money_style)
            end,
            '*', payers.filing_code, '*', remit_totals.payer_claim_id, '*',
            case remit_totals.form when 'P' then '11' else '13' end, '*',
            remit_totals.frequency_code, '~',
            cas(
                remit_totals.claim_group,
                triplet(
                    remit_totals.claim_reason, remit_totals.claim_adjustment_amount,
                    networks.money_style
                )
            ),
            'NM1*QC*1*', members.last_name, '*',
            case
                when remit_totals.is_dependant then members.dependant_first_name
                else members.first_name
            end,
            '****MI*', members.member_id, '~',
            case
                when remit_totals.is_dependant
                    then concat(
                        'NM1*IL*1*', members.last_name, '*', members.first_name,
                        '****MI*', members.member_id, '~'
                    )
            end,
            'NM1*82*1*', providers.last_name, '*', providers.first_name, '****XX*',
            providers.provider_npi, '~',
            case
                when remit_totals.status_code = '19'
                    then concat(
                        'NM1*TT*2*', next_payers.payer_name, '*****PI*',
                        next_payers.payer_id, '~'
                    )
            end,
            case
                when remit_totals.lacks_information then 'MOA***MA130~'
                when payers.is_medicare then 'MOA***MA01~'
            end,
            'DTM*232*', day8(remit_totals.service_date), '~',
            'DTM*233*', day8(remit_totals.service_date), '~',
            'DTM*050*', day8(remit_totals.accepted_date + 2), '~',
            remit_line_texts.lines_text
        ) as claim_text,
    from remit_totals
    inner join remit_line_texts on remit_totals.remit_key = remit_line_texts.remit_key
    inner join networks on remit_totals.network_number = networks.network_number
    inner join payers
        on remit_totals.network_number = payers.network_number
        and remit_totals.payer_number = payers.payer_number
    inner join payers as next_payers
        on remit_totals.network_number = next_payers.network_number
        and next_payers.payer_number = 4
    inner join members
        on remit_totals.network_number = members.network_number
        and remit_totals.member_number = members.member_number
    inner join providers
        on remit_totals.network_number = providers.network_number
        and remit_totals.provider_number = providers.provider_number
    where
        remit_totals.network_number = getvariable('network_number')
        and remit_totals.check_date >= getvariable('month')
        and remit_totals.check_date <= getvariable('file_date')
        and remit_totals.part_number = getvariable('part_number')
        and getvariable('payer_number') in (0, remit_totals.payer_number)
)

select
    payer_number, group_number, check_date,
    string_agg(claim_text, '' order by remit_key) as claims_text,
from claim_texts
group by payer_number, group_number, check_date
