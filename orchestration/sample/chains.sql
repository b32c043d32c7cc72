-- Where each billed visit stands on the world's last day: one row per claim chain (first
-- version, what was sent again, replacements, voids, the secondary payer's claim).
-- A duplicate's answer settles nothing and is left out. Balances by DOMAIN 5:
-- charge - paid - contractual - written off, where OA-23 counts for nothing; what a payer
-- left to the patient is the patient's unless a secondary payer still has to answer.
create table chains as
with charges as (
    select network_number, claim_number, sum(charge_amount) as charge_amount
    from lines
    group by network_number, claim_number
),

answers as (
    select
        network_number,
        claim_number,
        max(check_date) as last_check_date,
        sum(paid_amount) filter (where kind <> 'secondary') as primary_paid_amount,
        sum(paid_amount) filter (where kind = 'secondary') as secondary_paid_amount,
        sum(paid_amount) filter (where kind in ('first', 'rest')) as first_paid_amount,
        sum(contractual_amount) as contractual_amount,
        sum(patient_amount) filter (where kind <> 'secondary') as primary_patient_amount,
        sum(patient_amount) filter (where kind = 'secondary') as secondary_patient_amount,
        bool_or(kind = 'reversal') as is_reversed,
    from remit_totals
    where kind <> 'duplicate'
    group by network_number, claim_number
),

sent as (
    select
        network_number,
        claim_number,
        list(distinct claim_id order by claim_id) as claim_ids,
        max(submitted_date) filter (where version = 3) as replaced_date,
        bool_or(version = 5) as is_at_secondary,
    from submissions
    group by network_number, claim_number
),

joined as (
    select
        stories.*,
        sent.* exclude (network_number, claim_number),
        charges.charge_amount::decimal(18, 2) as charge_amount,
        answers.last_check_date,
        coalesce(answers.is_reversed, false) and stories.story = 'voided' as is_voided,
        coalesce(answers.first_paid_amount, 0)::decimal(18, 2) as first_paid_amount,
        coalesce(answers.primary_paid_amount, 0)::decimal(18, 2) as primary_paid_amount,
        coalesce(answers.secondary_paid_amount, 0)::decimal(18, 2)
            as secondary_paid_amount,
        coalesce(answers.contractual_amount, 0)::decimal(18, 2) as contractual_amount,
        answers.secondary_patient_amount is null
        and (
            sent.is_at_secondary
            or stories.is_forwarded and answers.last_check_date is not null
        ) as awaits_secondary,
        coalesce(
            answers.secondary_patient_amount, answers.primary_patient_amount, 0
        )::decimal(18, 2) as patient_amount,
    from claim_stories as stories
    inner join sent
        on stories.network_number = sent.network_number
        and stories.claim_number = sent.claim_number
    inner join charges
        on stories.network_number = charges.network_number
        and stories.claim_number = charges.claim_number
    left join answers
        on stories.network_number = answers.network_number
        and stories.claim_number = answers.claim_number
),

balanced as (
    select
        *,
        case when is_voided or awaits_secondary then 0 else patient_amount end
            ::decimal(18, 2) as open_patient_amount,
        case
            when is_voided then 0
            else
                charge_amount - primary_paid_amount - secondary_paid_amount
                - contractual_amount
                - case when awaits_secondary then 0 else patient_amount end
        end::decimal(18, 2) as left_with_payer_amount,
    from joined
),

settled as (
    select
        *,
        case when write_off_date <= world_end() then left_with_payer_amount else 0 end
            ::decimal(18, 2) as written_off_amount,
        left_with_payer_amount
        - case when write_off_date <= world_end() then left_with_payer_amount else 0 end
            as open_payer_amount,
        first_check_date is not null and denial_kind <> 'none' and denial_group <> 'PR'
            as was_denied_first,
    from balanced
)

select
    * exclude (left_with_payer_amount),
    was_denied_first and primary_paid_amount > first_paid_amount as was_overturned,
    case
        when accepted_date is null then 'rejected'
        when last_check_date is null then 'open'
        when is_voided then 'voided'
        when awaits_secondary then 'awaiting_secondary'
        when primary_paid_amount + secondary_paid_amount > 0
            then case
                when open_payer_amount > 0 then 'partially_paid'
                when written_off_amount > 0 then 'paid_and_written_off'
                else 'paid'
            end
        when written_off_amount > 0 then 'written_off'
        when open_payer_amount > 0 then 'denied'
        when denial_group = 'PR' then 'patient_billed'
        when open_patient_amount > 0 then 'patient_share'
        else 'capitated'
    end as chain_status,
from settled
