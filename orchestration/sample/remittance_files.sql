-- The 835 files of one month: path and text, one row per network and payer.
with month_remits as (
    select * from remit_totals
    where date_trunc('month', check_date) = getvariable('month')
),

line_texts as (
    select
        month_remits.network_number,
        month_remits.remit_key,
        string_agg(
            concat(
                'SVC*', remit_lines.procedure_text, '*',
                money(remit_lines.charge_amount, networks.drops_zeros), '*',
                money(remit_lines.paid_amount, networks.drops_zeros), '**',
                remit_lines.units, '~',
                'DTM*472*', day8(claims.service_date), '~',
                cas(
                    'CO',
                    case
                        when remit_lines.denial_group = 'CO'
                            then triplet(
                                remit_lines.denial_reason, remit_lines.denial_amount,
                                networks.drops_zeros
                            )
                        else ''
                    end
                    || triplet(
                        '45', remit_lines.contractual_amount, networks.drops_zeros
                    )
                    || triplet('97', remit_lines.bundled_amount, networks.drops_zeros)
                    || triplet(
                        '253', remit_lines.sequestration_amount, networks.drops_zeros
                    )
                ),
                cas(
                    'OA',
                    case
                        when remit_lines.denial_group = 'OA'
                            then triplet(
                                remit_lines.denial_reason, remit_lines.denial_amount,
                                networks.drops_zeros
                            )
                        else ''
                    end
                    || triplet(
                        '23', remit_lines.prior_payer_amount, networks.drops_zeros
                    )
                ),
                cas(
                    'PR',
                    triplet('1', remit_lines.deductible_amount, networks.drops_zeros)
                    || triplet(
                        '2', remit_lines.coinsurance_amount, networks.drops_zeros
                    )
                    || triplet('3', remit_lines.copay_amount, networks.drops_zeros)
                    || case
                        when remit_lines.denial_group = 'PR'
                            then triplet(
                                remit_lines.denial_reason, remit_lines.denial_amount,
                                networks.drops_zeros
                            )
                        else ''
                    end
                ),
                'REF*6R*', remit_lines.line_control_number, '~',
                case
                    when remit_lines.allowed_amount > 0
                        then concat(
                            'AMT*B6*',
                            money(remit_lines.allowed_amount, networks.drops_zeros), '~'
                        )
                end,
                case remit_lines.denial_reason
                    when '16' then 'LQ*HE*M127~'
                    when '50' then 'LQ*HE*N115~'
                    when '96' then 'LQ*HE*N130~'
                end
            ),
            '' order by remit_lines.line_number
        ) as lines_text,
    from month_remits
    inner join networks on month_remits.network_number = networks.network_number
    inner join claims
        on month_remits.network_number = claims.network_number
        and month_remits.claim_key = claims.claim_key
    inner join remit_lines
        on month_remits.network_number = remit_lines.network_number
        and month_remits.remit_key = remit_lines.remit_key
    group by month_remits.network_number, month_remits.remit_key
),

claim_texts as (
    select
        month_remits.network_number,
        month_remits.payer_number,
        month_remits.group_number,
        month_remits.check_date,
        month_remits.remit_key,
        concat(
            'CLP*', claims.claim_id, '*', month_remits.status_code, '*',
            money(month_remits.charge_amount, networks.drops_zeros), '*',
            money(month_remits.paid_amount, networks.drops_zeros), '*',
            -- a reversal leaves the patient's share out
            case
                when
                    month_remits.kind <> 'reversal'
                    and month_remits.patient_amount <> 0
                    then money(month_remits.patient_amount, networks.drops_zeros)
            end,
            '*', payers.filing_code, '*', month_remits.payer_claim_id, '*11*',
            claims.frequency_code, '~',
            cas(
                month_remits.claim_group,
                triplet(
                    month_remits.claim_reason, month_remits.claim_adjustment_amount,
                    networks.drops_zeros
                )
            ),
            'NM1*QC*1*', members.last_name, '*',
            case
                when claims.is_dependant then members.dependant_first_name
                else members.first_name
            end,
            '****MI*', members.member_id, '~',
            case
                when claims.is_dependant
                    then concat(
                        'NM1*IL*1*', members.last_name, '*', members.first_name,
                        '****MI*', members.member_id, '~'
                    )
            end,
            'NM1*82*1*', providers.last_name, '*', providers.first_name, '****XX*',
            providers.provider_npi, '~',
            case
                when month_remits.status_code = '19'
                    then concat(
                        'NM1*TT*2*', next_payers.payer_name, '*****PI*',
                        next_payers.payer_id, '~'
                    )
            end,
            case
                when month_remits.lacks_information then 'MOA***MA130~'
                when payers.is_medicare then 'MOA***MA01~'
            end,
            'DTM*232*', day8(claims.service_date), '~',
            'DTM*233*', day8(claims.service_date), '~',
            'DTM*050*', day8(claims.sent_date + 2), '~',
            line_texts.lines_text
        ) as claim_text,
    from month_remits
    inner join line_texts
        on month_remits.network_number = line_texts.network_number
        and month_remits.remit_key = line_texts.remit_key
    inner join claims
        on month_remits.network_number = claims.network_number
        and month_remits.claim_key = claims.claim_key
    inner join networks on month_remits.network_number = networks.network_number
    inner join payers
        on month_remits.network_number = payers.network_number
        and month_remits.payer_number = payers.payer_number
    inner join payers as next_payers
        on month_remits.network_number = next_payers.network_number
        and next_payers.payer_number = 4
    inner join members
        on claims.network_number = members.network_number
        and claims.member_number = members.member_number
    inner join providers
        on claims.network_number = providers.network_number
        and claims.provider_number = providers.provider_number
),

check_texts as (
    select
        network_number,
        payer_number,
        group_number,
        check_date,
        string_agg(claim_text, '' order by remit_key) as claims_text,
    from claim_texts
    group by network_number, payer_number, group_number, check_date
),

headed as (
    select
        transactions.*,
        payers.payer_name,
        payers.payer_id,
        case when payers.payment_method = 'ACH' then 'E' else 'C' end
        || transactions.network_number || transactions.payer_number
        || transactions.group_number || strftime(transactions.check_date, '%y%m%d')
            as trace_number,
        '19900001' || transactions.network_number || transactions.payer_number
            as originator_id,
        groups.group_name,
        groups.group_npi,
        groups.tax_id,
        groups.street,
        networks.city,
        networks.state,
        networks.zip_code,
        networks.area_code,
        networks.sender_id,
        networks.drops_zeros,
        case
            when transactions.payment_amount = 0 then 'NON'
            else payers.payment_method
        end as payment_method,
        check_texts.claims_text,
    from transactions
    inner join check_texts
        on transactions.network_number = check_texts.network_number
        and transactions.payer_number = check_texts.payer_number
        and transactions.group_number = check_texts.group_number
        and transactions.check_date = check_texts.check_date
    inner join networks on transactions.network_number = networks.network_number
    inner join payers
        on transactions.network_number = payers.network_number
        and transactions.payer_number = payers.payer_number
    inner join groups
        on transactions.network_number = groups.network_number
        and transactions.group_number = groups.group_number
),

settled as (
    select
        *,
        concat(
            case
                when recovered_amount <> 0
                    then concat(
                        '*WO:', trace_number, '*', money(recovered_amount, drops_zeros)
                    )
            end,
            case
                when interest_amount <> 0
                    then concat(
                        '*L6:', trace_number, '*', money(interest_amount, drops_zeros)
                    )
            end,
            case
                when forwarded_amount <> 0
                    then concat(
                        '*FB:', trace_number, '*', money(forwarded_amount, drops_zeros)
                    )
            end
        ) as provider_adjustments,
    from headed
),

bodies as (
    select
        network_number,
        payer_number,
        transaction_number,
        concat(
            'ST*835*', lpad(transaction_number::varchar, 4, '0'), '~',
            'BPR*', case payment_method when 'NON' then 'H' else 'I' end, '*',
            money(payment_amount, drops_zeros), '*C*', payment_method,
            case payment_method
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
            'N1*PR*', payer_name, '~',
            'N3*', payer_number, ' SAMPLE PAYER WAY~',
            'N4*SAMPLE CITY*DE*199010000~',
            'REF*2U*', payer_id, '~',
            'PER*BL*SAMPLE SUPPORT*TE*', area_code, '5550199~',
            'N1*PE*', group_name, '*XX*', group_npi, '~',
            'N3*', street, '~',
            'N4*', city, '*', state, '*', zip_code, '~',
            'REF*TJ*', tax_id, '~',
            'LX*1~',
            claims_text,
            case
                when provider_adjustments <> ''
                    then concat(
                        'PLB*', group_npi, '*', year(check_date), '1231',
                        provider_adjustments, '~'
                    )
            end
        ) as body,
    from settled
),

contents as (
    select
        network_number,
        payer_number,
        count(*) as transactions,
        string_agg(
            concat(
                body, 'SE*', count_segments(body) + 1, '*',
                lpad(transaction_number::varchar, 4, '0'), '~'
            ),
            '' order by transaction_number
        ) as content,
    from bodies
    group by network_number, payer_number
),

numbered as (
    select
        *,
        200000000 + payer_number * 10000 + year(getvariable('month')) % 100 * 100
        + month(getvariable('month')) as control_number,
    from contents
)

select
    concat(
        networks.network_id, '/remittance_', payers.payer_key, '_',
        strftime(getvariable('month'), '%Y-%m'), '.835'
    ) as path,
    lay_out(
        concat(
            open_envelope(
                payers.payer_id, networks.sender_id, last_day(getvariable('month')),
                numbered.control_number, 'HP', '005010X221A1'
            ),
            numbered.content,
            close_envelope(numbered.transactions, numbered.control_number)
        ),
        networks.delimiters, networks.is_wrapped
    ) as text,
from numbered
inner join networks on numbered.network_number = networks.network_number
inner join payers
    on numbered.network_number = payers.network_number
    and numbered.payer_number = payers.payer_number
order by path
