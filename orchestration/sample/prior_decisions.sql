-- What the first payer decided, line by line, as a claim to the secondary payer repeats
-- it (837 loops 2320 and 2430): only for claims that the provider bills there itself.
create table prior_decisions as
select
    remit_lines.network_number,
    submissions.claim_key,
    remit_lines.line_number,
    remit_lines.paid_amount,
    concat(
        'SVD*', payers.payer_id, '*',
        money(remit_lines.paid_amount, networks.money_style), '*',
        remit_lines.procedure_text, '*', remit_lines.revenue_code, '*',
        remit_lines.units, '~',
        cas(
            'CO',
            triplet('45', remit_lines.contractual_amount, networks.money_style)
            || triplet('97', remit_lines.bundled_amount, networks.money_style)
            || triplet('253', remit_lines.sequestration_amount, networks.money_style)
        ),
        cas(
            'PR',
            triplet('1', remit_lines.deductible_amount, networks.money_style)
            || triplet('2', remit_lines.coinsurance_amount, networks.money_style)
            || triplet('3', remit_lines.copay_amount, networks.money_style)
        ),
        'DTP*573*D8*', day8(remit_lines.check_date), '~'
    ) as decision_text,
from submissions
inner join networks on submissions.network_number = networks.network_number
inner join payers
    on submissions.network_number = payers.network_number
    and submissions.first_payer_number = payers.payer_number
inner join remit_lines
    on submissions.network_number = remit_lines.network_number
    and submissions.claim_number * 10 = remit_lines.remit_key
where submissions.version = 5
