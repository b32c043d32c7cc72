-- One row per SVC. What is paid is what the adjustments leave, so a line always balances;
-- each adjustment takes no more than what those before it left. A secondary payer sees
-- the whole charge: OA-23 is all that the first one settled, and of the share left to the
-- patient it pays 85%. Medicaid lets nobody ask the patient for the rest, others do.
create table remit_lines as
with parts as (
    select
        adjudications.* exclude (kind, story, claim_number),
        adjudications.kind = 'secondary' as is_secondary,
        remits.claim_id,
        remits.form,
        remits.check_date,
        remits.payer_number,
        remits.part_number,
        lines.procedure_code,
        lines.modifier,
        lines.revenue_code,
        lines.units,
        deductible_amount + coinsurance_amount + copay_amount as patient_amount,
        payers.payer_key = 'medicaid' as spares_patient,
        adjudications.story = 'capitated' as is_capitated,
    from adjudications
    inner join remits
        on adjudications.network_number = remits.network_number
        and adjudications.remit_key = remits.remit_key
    inner join lines
        on adjudications.network_number = lines.network_number
        and adjudications.claim_number = lines.claim_number
        and adjudications.line_number = lines.line_number
    inner join payers
        on remits.network_number = payers.network_number
        and remits.payer_number = payers.payer_number
    -- a split claim: its first line in the one answer, all others in the next
    where
        adjudications.story <> 'split'
        or (adjudications.line_number = 1) = (adjudications.kind = 'first')
),

settled as (
    select
        *,
        round(patient_amount * 0.85, 2)::decimal(18, 2) as secondary_amount,
    from parts
),

answered as (
    select
        * exclude (
            contractual_amount, deductible_amount, coinsurance_amount, copay_amount,
            bundled_amount, sequestration_amount, allowed_amount
        ),
        case
            when not is_secondary then contractual_amount
            when spares_patient then patient_amount - secondary_amount
            else 0
        end as contractual_amount,
        case when is_capitated then '24' else '45' end as contractual_reason,
        case when is_secondary then 0 else bundled_amount end as bundled_amount,
        case when is_secondary then 0 else sequestration_amount end
            as sequestration_amount,
        case when is_secondary then 0 else deductible_amount end as deductible_amount,
        case
            when not is_secondary then coinsurance_amount
            when spares_patient then 0
            else patient_amount - secondary_amount
        end as coinsurance_amount,
        case when is_secondary then 0 else copay_amount end as copay_amount,
        case when is_secondary then charge_amount - patient_amount else 0 end
            as prior_payer_amount,
        case when is_secondary or sign < 0 then 0 else allowed_amount end
            as allowed_amount,
    from settled
)

select
    network_number,
    remit_key,
    line_number,
    check_date,
    payer_number,
    part_number,
    claim_id || 'L' || line_number as line_control_number,
    'HC:' || procedure_code || coalesce(':' || modifier, '') as procedure_text,
    case when form = 'I' then revenue_code else '' end as revenue_code,
    units,
    denial_group,
    denial_reason,
    contractual_reason,
    (sign * charge_amount)::decimal(18, 2) as charge_amount,
    (sign * denial_amount)::decimal(18, 2) as denial_amount,
    (sign * contractual_amount)::decimal(18, 2) as contractual_amount,
    (sign * bundled_amount)::decimal(18, 2) as bundled_amount,
    (sign * sequestration_amount)::decimal(18, 2) as sequestration_amount,
    (sign * deductible_amount)::decimal(18, 2) as deductible_amount,
    (sign * coinsurance_amount)::decimal(18, 2) as coinsurance_amount,
    (sign * copay_amount)::decimal(18, 2) as copay_amount,
    (sign * prior_payer_amount)::decimal(18, 2) as prior_payer_amount,
    allowed_amount::decimal(18, 2) as allowed_amount,
    (
        sign * (
            charge_amount - denial_amount - contractual_amount - bundled_amount
            - sequestration_amount - deductible_amount - coinsurance_amount
            - copay_amount - prior_payer_amount
        )
    )::decimal(18, 2) as paid_amount,
from answered
order by network_number, check_date, part_number, payer_number, remit_key, line_number
