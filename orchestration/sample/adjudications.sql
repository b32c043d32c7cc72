-- What the payer decides on each line of an answer, before the sign: denied or allowed,
-- and how much of the allowed amount is the patient's.
create table adjudications as
with outcomes as (
    select
        remits.network_number,
        remits.remit_key,
        remits.claim_number,
        remits.kind,
        remits.sign,
        remits.denial_group,
        remits.denial_reason,
        remits.is_medicare,
        remits.story,
        lines.line_number,
        lines.charge_amount,
        lines.contract_amount,
        remits.claim_number * 10 + lines.line_number as line_key,
        remits.keeps_denial and (
            remits.denial_kind = 'whole'
            -- one line, drawn, and each other by chance
            or remits.denial_kind = 'partial' and (
                lines.line_number
                = 1 + draw(remits.network_number, remits.claim_number, 'line', 120)
                % count(*) over (partition by remits.network_number, remits.remit_key)
                or draw(remits.network_number, line_key, 'denied too', 10) < 2
            )
        ) as is_denied,
        case
            when remits.pricing = 'too little' then 90
            when remits.pricing = 'too much' then 110
            when
                remits.pricing = 'as drawn'
                and draw(remits.network_number, line_key, 'underpaid', 100) < 2
                then 92
            else 100
        end as rate_percent,
        draw(remits.network_number, line_key, 'bundled', 100) as bundled_draw,
        draw(remits.network_number, line_key, 'deductible', 100) as ded_draw,
        draw(remits.network_number, line_key, 'share', 4) as share_draw,
    from remits
    inner join lines
        on remits.network_number = lines.network_number
        and remits.claim_number = lines.claim_number
),

allowed as (
    select
        *,
        case when is_denied or kind = 'duplicate' then charge_amount else 0 end
            ::decimal(18, 2) as denial_amount,
        case
            when is_denied or kind = 'duplicate' or story = 'capitated' then 0
            else round(contract_amount * rate_percent / 100::decimal(3, 0), 2)
        end::decimal(18, 2) as allowed_amount,
    from outcomes
),

shared as (
    select
        *,
        case
            when ded_draw < 20 then least(allowed_amount, 10 + ded_draw * 4)
            else 0
        end::decimal(18, 2) as deductible_amount,
        -- never so that nothing would be left to pay: that would be a denial
        case
            when ded_draw >= 20 and bundled_draw < 6 and (is_medicare or share_draw > 1)
                then round(allowed_amount * 0.25, 2)
            else 0
        end::decimal(18, 2) as bundled_amount,
    from allowed
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
)

select
    network_number,
    remit_key,
    claim_number,
    line_number,
    kind,
    story,
    sign,
    case
        when is_denied then denial_group when kind = 'duplicate' then 'OA' else ''
    end as denial_group,
    case
        when is_denied then denial_reason when kind = 'duplicate' then '18' else ''
    end as denial_reason,
    charge_amount,
    denial_amount,
    allowed_amount,
    (charge_amount - denial_amount - allowed_amount)::decimal(18, 2)
        as contractual_amount,
    bundled_amount,
    deductible_amount,
    coinsurance_amount,
    copay_amount,
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
from insured
