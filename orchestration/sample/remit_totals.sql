-- One row per CLP. A few claims carry an adjustment at claim level: the paid amounts of
-- their lines add up to more than the claim's.
create table remit_totals as
with summed as (
    select
        network_number,
        remit_key,
        sum(charge_amount)::decimal(18, 2) as charge_amount,
        sum(paid_amount)::decimal(18, 2) as line_paid_amount,
        sum(contractual_amount + sequestration_amount)::decimal(18, 2)
            as line_contractual_amount,
        sum(
            deductible_amount + coinsurance_amount + copay_amount
            + case when denial_group = 'PR' then denial_amount else 0 end
        )::decimal(18, 2) as line_patient_amount,
        bool_or(denial_reason = '16') as lacks_information,
    from remit_lines
    group by network_number, remit_key
),

adjusted as (
    select
        remits.*,
        summed.charge_amount,
        summed.line_paid_amount,
        summed.line_contractual_amount,
        summed.line_patient_amount,
        summed.lacks_information,
        pick(['CO', 'PR'], remits.network_number, remits.claim_number, 'claim cas')
            as claim_group,
        case
            when
                remits.kind = 'first' and remits.story = 'plain'
                and remits.status_code = '1' and not remits.is_medicare
                and summed.line_paid_amount > 12.50
                and draw(
                    remits.network_number, remits.claim_number, 'claim level', 100
                ) < 5
                then 12.50
            else 0
        end::decimal(18, 2) as claim_adjustment_amount,
    from remits
    inner join summed
        on remits.network_number = summed.network_number
        and remits.remit_key = summed.remit_key
)

select
    *,
    case claim_group when 'CO' then '131' else '3' end as claim_reason,
    (line_paid_amount - claim_adjustment_amount)::decimal(18, 2) as paid_amount,
    (
        line_contractual_amount
        + case when claim_group = 'CO' then claim_adjustment_amount else 0 end
    )::decimal(18, 2) as contractual_amount,
    (
        line_patient_amount
        + case when claim_group = 'PR' then claim_adjustment_amount else 0 end
    )::decimal(18, 2) as patient_amount,
from adjusted
order by network_number, check_date, part_number, payer_number, remit_key
