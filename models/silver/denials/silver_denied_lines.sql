-- DOMAIN 4: a line is denied where a payer's decision pays nothing on it and an
-- adjustment refuses payment. Line 0 is the claim: where it has no lines, or where its
-- own adjustments refuse what its lines leave.
with

answers as (
    select * from {{ ref('silver_claim_answers') }}
    where
        answer_role in (
            'first', 'split_part', 'secondary', 'replacement', 'correction', 'unlinked'
        )
),

payments as (
    select * from {{ ref('silver_service_payments') }}
),

reasons as (
    select
        remittance_claim_key,
        service_number,
        adjustment_group_code,
        adjustment_reason_code,
        is_denial,
        sum(adjustment_amount) as denied_amount
    from {{ ref('silver_adjustments') }}
    where is_denial or is_patient_billed_denial
    group by
        remittance_claim_key, service_number, adjustment_group_code,
        adjustment_reason_code, is_denial
),

summed as (
    select
        *,
        {{ sum_where('denied_amount', 'is_denial') }} over of_line
            as payer_denied_amount,
        {{ sum_where('denied_amount', 'not is_denial') }} over of_line
            as patient_billed_amount,
        count(*) over of_line as reason_count
    from reasons
    window of_line as (partition by remittance_claim_key, service_number)
),

ranked as (
    select
        *,
        row_number() over (
            partition by remittance_claim_key, service_number
            order by
                case when is_denial = (payer_denied_amount > 0) then 0 else 1 end asc,
                denied_amount desc,
                adjustment_reason_code asc,
                adjustment_group_code asc
        ) as reason_rank
    from summed
),

-- lines that are answered with nothing by themselves
settled as (
    select
        remittance_claim_key,
        sum(charge_amount) as charge_amount
    from payments
    where paid_amount = 0 and adjustment_amount <> 0
    group by remittance_claim_key
),

lines as (
    select
        remittance_claim_key,
        service_number,
        charge_amount,
        paid_amount
    from payments
    union all
    select
        answers.remittance_claim_key,
        0 as service_number,
        greatest(answers.charge_amount - coalesce(settled.charge_amount, 0), 0)
            as charge_amount,
        answers.paid_amount
    from answers
    left join settled
        on answers.remittance_claim_key = settled.remittance_claim_key
)

select
    lines.remittance_claim_key,
    lines.service_number,
    ranked.adjustment_group_code,
    ranked.adjustment_reason_code,
    cast(ranked.reason_count - 1 as integer) as other_reason_count,
    case when ranked.payer_denied_amount > 0 then 'payer' else 'patient_billed' end
        as denial_kind,
    cast(case
        when ranked.payer_denied_amount > 0 then ranked.payer_denied_amount
        else ranked.patient_billed_amount
    end as decimal(18, 2)) as denied_amount,
    cast(ranked.patient_billed_amount as decimal(18, 2)) as patient_billed_amount,
    cast(lines.charge_amount as decimal(18, 2)) as charge_amount
from lines
inner join ranked
    on lines.remittance_claim_key = ranked.remittance_claim_key
    and lines.service_number = ranked.service_number
    and ranked.reason_rank = 1
inner join answers
    on lines.remittance_claim_key = answers.remittance_claim_key
where
    lines.paid_amount = 0
    and (ranked.payer_denied_amount > 0 or ranked.patient_billed_amount > 0)
