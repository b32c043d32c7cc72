-- Each claim of one 837 file with the levels around it, as text.
create or replace temp table claim_texts as
select
    claim_levels.transaction_number,
    claim_levels.group_number,
    claim_levels.claim_key,
    concat(
        case
            when claim_levels.opens_group
                then concat(
                    'HL*', claim_levels.group_level, '**20*1~',
                    'PRV*BI*PXC*', groups.taxonomy_code, '~',
                    'NM1*85*2*', groups.group_name, '*****XX*', groups.group_npi, '~',
                    'N3*', groups.street, '~',
                    'N4*', networks.city, '*', networks.state, '*', networks.zip_code,
                    '~REF*EI*', groups.tax_id, '~'
                )
        end,
        'HL*', claim_levels.subscriber_level, '*', claim_levels.group_level, '*22*',
        claim_levels.is_dependant::integer, '~',
        'SBR*', case claim_levels.version when 5 then 'S' else 'P' end, '*',
        case when not claim_levels.is_dependant then '18' end, '*******',
        -- what the 999 finds missing
        case when not claim_levels.has_syntax_error then payers.filing_code end, '~',
        'NM1*IL*1*', members.last_name, '*', members.first_name, '****MI*',
        members.member_id, '~',
        'N3*', members.street, '~',
        'N4*', networks.city, '*', networks.state, '*', networks.zip_code[1:5], '~',
        'DMG*D8*', day8(members.birth_date), '*', members.sex, '~',
        'NM1*PR*2*', payers.payer_name, '*****PI*', payers.payer_id, '~',
        case
            when claim_levels.is_dependant
                then concat(
                    'HL*', claim_levels.subscriber_level + 1, '*',
                    claim_levels.subscriber_level, '*23*0~PAT*19~',
                    'NM1*QC*1*', members.last_name, '*', members.dependant_first_name,
                    '~N3*', members.street, '~',
                    'N4*', networks.city, '*', networks.state, '*',
                    networks.zip_code[1:5], '~',
                    'DMG*D8*', day8(members.dependant_birth_date), '*',
                    members.dependant_sex, '~'
                )
        end,
        'CLM*', claim_levels.claim_id, '*',
        money(claim_levels.charge_amount, networks.money_style),
        case claim_levels.form
            when 'P' then '***11:B:' || claim_levels.frequency_code || '*Y*A*Y*Y~'
            else concat(
                '***13:A:', claim_levels.frequency_code, '**A*Y*Y~',
                'DTP*434*RD8*', day8(claim_levels.service_date), '-',
                day8(claim_levels.service_date), '~CL1*3**01~'
            )
        end,
        'REF*F8*' || claim_levels.original_reference_number || '~',
        'HI*ABK:', claim_levels.first_diagnosis,
        case claim_levels.form when 'P' then '*' else '~HI*' end,
        'ABF:', claim_levels.second_diagnosis, '~',
        'NM1*', case claim_levels.form when 'P' then '82' else '71' end, '*1*',
        providers.last_name, '*', providers.first_name, '****XX*',
        providers.provider_npi, '~',
        case claim_levels.form
            when 'P' then concat(
                'PRV*PE*PXC*',
                split_part(
                    case
                        when claim_levels.service_date >= providers.specialty_changed_date
                            then providers.next_specialty
                        else providers.specialty
                    end, ' ', 1
                ), '~'
            )
            else concat('PRV*AT*PXC*', split_part(providers.specialty, ' ', 1), '~')
        end,
        case
            when claim_levels.version = 5
                then concat(
                    'SBR*P*18*******', first_payers.filing_code, '~AMT*D*',
                    money(claim_line_texts.prior_paid_amount, networks.money_style),
                    '~OI***Y***Y~NM1*IL*1*', members.last_name, '*', members.first_name,
                    '****MI*', members.member_id, '~NM1*PR*2*', first_payers.payer_name,
                    '*****PI*', first_payers.payer_id, '~'
                )
        end,
        claim_line_texts.lines_text
    ) as claim_text,
from claim_levels
inner join claim_line_texts on claim_levels.claim_key = claim_line_texts.claim_key
inner join networks on claim_levels.network_number = networks.network_number
inner join groups
    on claim_levels.network_number = groups.network_number
    and claim_levels.group_number = groups.group_number
inner join providers
    on claim_levels.network_number = providers.network_number
    and claim_levels.provider_number = providers.provider_number
inner join payers
    on claim_levels.network_number = payers.network_number
    and claim_levels.payer_number = payers.payer_number
inner join payers as first_payers
    on claim_levels.network_number = first_payers.network_number
    and claim_levels.first_payer_number = first_payers.payer_number
inner join members
    on claim_levels.network_number = members.network_number
    and claim_levels.member_number = members.member_number
