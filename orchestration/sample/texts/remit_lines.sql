-- The lines of each claim of one 835 file, as text.
create or replace temp table remit_line_texts as
with styled as (
    select
        remit_lines.*,
        networks.money_style,
        triplet(denial_reason, denial_amount, networks.money_style) as denial_triplet,
    from remit_lines
    inner join networks on remit_lines.network_number = networks.network_number
    where
        remit_lines.network_number = getvariable('network_number')
        and remit_lines.check_date >= getvariable('month')
        and remit_lines.check_date <= getvariable('file_date')
        and remit_lines.part_number = getvariable('part_number')
        and getvariable('payer_number') in (0, remit_lines.payer_number)
)

select
    styled.remit_key,
    string_agg(
        concat(
            'SVC*', styled.procedure_text, '*',
            money(styled.charge_amount, styled.money_style), '*',
            money(styled.paid_amount, styled.money_style), '*', styled.revenue_code, '*',
            styled.units, '~',
            'DTM*472*', day8(remit_totals.service_date), '~',
            cas(
                'CO',
                case when styled.denial_group = 'CO' then styled.denial_triplet else '' end
                || triplet(
                    styled.contractual_reason, styled.contractual_amount,
                    styled.money_style
                )
                || triplet('97', styled.bundled_amount, styled.money_style)
                || triplet('253', styled.sequestration_amount, styled.money_style)
            ),
            cas(
                'OA',
                case when styled.denial_group = 'OA' then styled.denial_triplet else '' end
                || triplet('23', styled.prior_payer_amount, styled.money_style)
            ),
            cas(
                'PR',
                triplet('1', styled.deductible_amount, styled.money_style)
                || triplet('2', styled.coinsurance_amount, styled.money_style)
                || triplet('3', styled.copay_amount, styled.money_style)
                || case
                    when styled.denial_group = 'PR' then styled.denial_triplet else ''
                end
            ),
            'REF*6R*', styled.line_control_number, '~',
            case
                when styled.allowed_amount > 0
                    then concat(
                        'AMT*B6*', money(styled.allowed_amount, styled.money_style), '~'
                    )
            end,
            case styled.denial_reason
                when '16' then 'LQ*HE*M127~'
                when '50' then 'LQ*HE*N115~'
                when '96' then 'LQ*HE*N130~'
            end
        ),
        '' order by styled.line_number
    ) as lines_text,
from styled
inner join remit_totals
    on styled.network_number = remit_totals.network_number
    and styled.remit_key = remit_totals.remit_key
    and styled.check_date = remit_totals.check_date
where remit_totals.network_number = getvariable('network_number')
group by styled.remit_key
