-- The 837 files of one month: path and text, one row per network.
with month_claims as (
    select * from claims where date_trunc('month', sent_date) = getvariable('month')
),

line_texts as (
    select
        month_claims.network_number,
        month_claims.claim_key,
        sum(claim_lines.charge_amount) as charge_amount,
        string_agg(
            concat(
                'LX*', claim_lines.line_number, '~',
                'SV1*', claim_lines.procedure_text, '*',
                money(claim_lines.charge_amount, networks.drops_zeros),
                '*UN*', claim_lines.units, '***1:2~',
                'DTP*472*D8*', day8(month_claims.service_date), '~',
                'REF*6R*', claim_lines.line_control_number, '~'
            ),
            '' order by claim_lines.line_number
        ) as lines_text,
    from month_claims
    inner join networks on month_claims.network_number = networks.network_number
    inner join claim_lines
        on month_claims.network_number = claim_lines.network_number
        and month_claims.claim_key = claim_lines.claim_key
    group by month_claims.network_number, month_claims.claim_key
),

-- the guide advises at most 5,000 claims a transaction
placed as (
    select
        *,
        1 + (
            row_number() over (
                partition by network_number order by group_number, claim_key
            ) - 1
        ) // 5000 as transaction_number,
    from month_claims
),

grouped as (
    select
        *,
        row_number() over (
            partition by network_number, transaction_number, group_number
            order by claim_key
        ) = 1 as opens_group,
    from placed
),

levelled as (
    select
        *,
        sum(opens_group::integer + 1 + is_dependant::integer) over (
            partition by network_number, transaction_number
            order by group_number, claim_key
        ) - is_dependant::integer as subscriber_level,
    from grouped
),

nested as (
    select
        *,
        max(case when opens_group then subscriber_level - 1 end) over (
            partition by network_number, transaction_number, group_number
        ) as group_level,
    from levelled
),

claim_texts as (
    select
        nested.network_number,
        nested.transaction_number,
        nested.group_number,
        nested.claim_key,
        concat(
            case
                when nested.opens_group
                    then concat(
                        'HL*', nested.group_level, '**20*1~',
                        'PRV*BI*PXC*', groups.taxonomy, '~',
                        'NM1*85*2*', groups.group_name, '*****XX*',
                        groups.group_npi, '~',
                        'N3*', groups.street, '~',
                        'N4*', networks.city, '*', networks.state, '*',
                        networks.zip_code, '~',
                        'REF*EI*', groups.tax_id, '~'
                    )
            end,
            'HL*', nested.subscriber_level, '*', nested.group_level, '*22*',
            nested.is_dependant::integer, '~',
            'SBR*P*', case when not nested.is_dependant then '18' end,
            '*******', payers.filing_code, '~',
            'NM1*IL*1*', members.last_name, '*', members.first_name, '****MI*',
            members.member_id, '~',
            'N3*', members.street, '~',
            'N4*', networks.city, '*', networks.state, '*', networks.zip_code[1:5], '~',
            'DMG*D8*', day8(members.birth_date), '*', members.sex, '~',
            'NM1*PR*2*', payers.payer_name, '*****PI*', payers.payer_id, '~',
            case
                when nested.is_dependant
                    then concat(
                        'HL*', nested.subscriber_level + 1, '*',
                        nested.subscriber_level, '*23*0~PAT*19~',
                        'NM1*QC*1*', members.last_name, '*',
                        members.dependant_first_name, '~',
                        'N3*', members.street, '~',
                        'N4*', networks.city, '*', networks.state, '*',
                        networks.zip_code[1:5], '~',
                        'DMG*D8*', day8(members.dependant_birth_date), '*',
                        members.dependant_sex, '~'
                    )
            end,
            'CLM*', nested.claim_id, '*',
            money(line_texts.charge_amount, networks.drops_zeros),
            '***11:B:', nested.frequency_code, '*Y*A*Y*Y~',
            -- the number under which the payer answered the first version
            case
                when nested.version > 0
                    then concat(
                        'REF*F8*P', nested.payer_number,
                        lpad(nested.claim_number::varchar, 9, '0'), '0~'
                    )
            end,
            'HI*ABK:', nested.first_diagnosis, '*ABF:', nested.second_diagnosis, '~',
            'NM1*82*1*', providers.last_name, '*', providers.first_name, '****XX*',
            providers.provider_npi, '~',
            'PRV*PE*PXC*', providers.taxonomy, '~',
            line_texts.lines_text
        ) as claim_text,
    from nested
    inner join line_texts
        on nested.network_number = line_texts.network_number
        and nested.claim_key = line_texts.claim_key
    inner join networks on nested.network_number = networks.network_number
    inner join groups
        on nested.network_number = groups.network_number
        and nested.group_number = groups.group_number
    inner join providers
        on nested.network_number = providers.network_number
        and nested.provider_number = providers.provider_number
    inner join payers
        on nested.network_number = payers.network_number
        and nested.payer_number = payers.payer_number
    inner join members
        on nested.network_number = members.network_number
        and nested.member_number = members.member_number
),

bodies as (
    select
        claim_texts.network_number,
        claim_texts.transaction_number,
        concat(
            'ST*837*', lpad(claim_texts.transaction_number::varchar, 4, '0'),
            '*005010X222A1~',
            'BHT*0019*00*', strftime(getvariable('month'), '%Y%m'),
            lpad(claim_texts.transaction_number::varchar, 4, '0'), '*',
            day8(last_day(getvariable('month'))), '*0700*CH~',
            'NM1*41*2*', any_value(networks.network_name), '*****46*',
            any_value(networks.sender_id), '~',
            'PER*IC*SAMPLE CLAIMS DESK*TE*', any_value(networks.area_code), '5550100~',
            'NM1*40*2*SAMPLE CLEARING HOUSE*****46*SAMPLECLEARING~',
            string_agg(
                claim_texts.claim_text,
                '' order by claim_texts.group_number, claim_texts.claim_key
            )
        ) as body,
    from claim_texts
    inner join networks on claim_texts.network_number = networks.network_number
    group by claim_texts.network_number, claim_texts.transaction_number
),

contents as (
    select
        network_number,
        count(*) as transactions,
        string_agg(
            concat(
                body, 'SE*', count_segments(body) + 1, '*',
                lpad(transaction_number::varchar, 4, '0'), '~'
            ),
            '' order by transaction_number
        ) as content,
    from bodies
    group by network_number
),

numbered as (
    select
        *,
        100000 + year(getvariable('month')) % 100 * 100 + month(getvariable('month'))
            as control_number,
    from contents
)

select
    concat(
        networks.network_id, '/claims_', strftime(getvariable('month'), '%Y-%m'), '.837'
    ) as path,
    lay_out(
        concat(
            open_envelope(
                networks.sender_id, 'SAMPLECLEARING', last_day(getvariable('month')),
                numbered.control_number, 'HC', '005010X222A1'
            ),
            numbered.content,
            close_envelope(numbered.transactions, numbered.control_number)
        ),
        networks.delimiters, networks.is_wrapped
    ) as text,
from numbered
inner join networks on numbered.network_number = networks.network_number
order by path
