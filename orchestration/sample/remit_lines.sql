-- Adjudication, row by row. What is paid is what the adjustments leave, so a line
-- always balances; each adjustment takes no more than what those before it left.
create table remit_lines as
with outcomes as (
    select
        remits.network_number,
        remits.remit_key,
        remits.kind,
        remits.sign,
        claim_lines.line_number,
        claim_lines.line_key,
        claim_lines.line_control_number,
        claim_lines.procedure_text,
        claim_lines.units,
        claim_lines.charge_amount,
        payers.is_medicare,
        -- a correction grants a better rate than the answer it corrects
        payers.contract_rate
        + case when remits.kind = 'correction' then 0.050 else 0.000 end as rate,
        case
            when remits.kind = 'replacement' then false
            when remits.story = 'replaced' then true
            when remits.story in ('reversed', 'voided') then false
            else draw(remits.network_number, claim_lines.line_key, 'denied', 1000) < 95
        end as is_denied,
        case
            when remits.story = 'replaced' then 0
            else draw(remits.network_number, claim_lines.line_key, 'reason', 20)
        end as reason_number,
        draw(remits.network_number, claim_lines.line_key, 'bundled', 100) < 4
            as is_bundled,
        draw(remits.network_number, claim_lines.line_key, 'deductible', 100)
            as ded_draw,
        draw(remits.network_number, claim_lines.line_key, 'share', 4) as share_draw,
    from remits
    inner join claim_lines
        on remits.network_number = claim_lines.network_number
        and remits.claim_key = claim_lines.claim_key
    inner join payers
        on remits.network_number = payers.network_number
        and remits.first_payer_number = payers.payer_number
),

denials as (
    select
        *,
        -- Medicare denies under CO: what it leaves to the patient crosses over
        case
            when not is_denied then ''
            when reason_number = 19 then 'OA'
            when reason_number >= 17 and not is_medicare then 'PR'
            else 'CO'
        end as denial_group,
        case
            when not is_denied then ''
            when reason_number = 19 then '18'
            when reason_number >= 17 and not is_medicare then '96'
            else
                [
                    '16', '16', '16', '16', '16', '197', '197', '197', '197', '50',
                    '50', '50', '97', '97', '29', '29', '27', '50', '50'
                ][reason_number + 1]
        end as denial_reason,
        case
            when is_denied then charge_amount
            else 0
        end::decimal(18, 2) as denial_amount,
        case
            when is_denied then 0
            else round(charge_amount * rate, 2)
        end::decimal(18, 2) as allowed_amount,
    from outcomes
),

reduced as (
    select
        *,
        (charge_amount - denial_amount - allowed_amount)::decimal(18, 2)
            as contractual_amount,
        case
            when is_bundled then round(allowed_amount * 0.25, 2)
            else 0
        end::decimal(18, 2) as bundled_amount,
    from denials
),

shared as (
    select
        *,
        case
            when ded_draw < 20
                then least(allowed_amount - bundled_amount, 10 + ded_draw * 4)
            else 0
        end::decimal(18, 2) as deductible_amount,
    from reduced
),

insured as (
    select
        *,
        case
            when is_medicare or share_draw = 0
                then round(
                    (allowed_amount - bundled_amount - deductible_amount) * 0.20, 2
                )
            else 0
        end::decimal(18, 2) as coinsurance_amount,
        case
            when not is_medicare and share_draw = 1
                then least(allowed_amount - bundled_amount - deductible_amount, 15)
            else 0
        end::decimal(18, 2) as copay_amount,
    from shared
),

sequestered as (
    select
        *,
        case
            when is_medicare
                then round(
                    (
                        allowed_amount - bundled_amount - deductible_amount
                        - coinsurance_amount
                    ) * 0.02, 2
                )
            else 0
        end::decimal(18, 2) as sequestration_amount,
        (deductible_amount + coinsurance_amount + copay_amount)::decimal(18, 2)
            as patient_amount,
    from insured
),

-- The next payer sees the whole charge: OA-23 is all that the first one settled, and of
-- the share left to the patient it pays 85% and writes the rest off.
answered as (
    select
        network_number,
        remit_key,
        kind,
        sign,
        line_number,
        line_control_number,
        procedure_text,
        units,
        charge_amount,
        kind = 'secondary' as is_secondary,
        case when is_secondary then '' else denial_group end as denial_group,
        case when is_secondary then '' else denial_reason end as denial_reason,
        case when is_secondary then 0 else denial_amount end as denial_amount,
        case
            when is_secondary then patient_amount - round(patient_amount * 0.85, 2)
            else contractual_amount
        end as contractual_amount,
        case when is_secondary then 0 else bundled_amount end as bundled_amount,
        case when is_secondary then 0 else sequestration_amount end
            as sequestration_amount,
        case when is_secondary then 0 else deductible_amount end as deductible_amount,
        case when is_secondary then 0 else coinsurance_amount end as coinsurance_amount,
        case when is_secondary then 0 else copay_amount end as copay_amount,
        case when is_secondary then charge_amount - patient_amount else 0 end
            as prior_payer_amount,
        case
            when kind in ('secondary', 'reversal') or is_denied then 0
            else allowed_amount
        end as allowed_amount,
    from sequestered
)

select
    network_number,
    remit_key,
    line_number,
    line_control_number,
    procedure_text,
    units,
    denial_group,
    denial_reason,
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
