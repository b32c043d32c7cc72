-- The lines of each claim of one 837 file, as text.
create or replace temp table claim_line_texts as
select
    submissions.claim_key,
    sum(prior_decisions.paid_amount) as prior_paid_amount,
    string_agg(
        concat(
            'LX*', lines.line_number, '~',
            case submissions.form
                when 'P'
                    then concat(
                        'SV1*HC:', lines.procedure_code,
                        coalesce(':' || lines.modifier, ''), '*',
                        money(lines.charge_amount, networks.money_style),
                        '*UN*', lines.units, '***1:2~'
                    )
                else concat(
                    'SV2*', lines.revenue_code, '*HC:', lines.procedure_code,
                    coalesce(':' || lines.modifier, ''), '*',
                    money(lines.charge_amount, networks.money_style),
                    '*UN*', lines.units, '~'
                )
            end,
            'DTP*472*D8*', day8(submissions.service_date), '~',
            'REF*6R*', submissions.chain_id, 'L', lines.line_number, '~',
            prior_decisions.decision_text
        ),
        '' order by lines.line_number
    ) as lines_text,
from submissions
inner join networks on submissions.network_number = networks.network_number
inner join lines
    on submissions.network_number = lines.network_number
    and submissions.claim_number = lines.claim_number
left join prior_decisions
    on submissions.network_number = prior_decisions.network_number
    and submissions.claim_key = prior_decisions.claim_key
    and lines.line_number = prior_decisions.line_number
where
    submissions.network_number = getvariable('network_number')
    and submissions.submitted_date = getvariable('batch_date')
    and submissions.part_number = getvariable('part_number')
group by submissions.claim_key
