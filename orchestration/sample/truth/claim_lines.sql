-- One row per line of a claim chain: what became of it, net of reversals, the answers to
-- duplicates left out. is_denied and denial_reason are of the first payer's latest answer
-- (DOMAIN 4: nothing paid, group not PR), was_denied_first of the first. A line without an
-- answer has nulls. contract_amount is what the contract allows on the day of service; a
-- line is underpaid where the latest answer allowed less, and is settled where that left
-- something to pay, to the payer or the patient. Adjustments of a whole claim (12.50 of
-- some) are in claim_chains only: they lower no line.
create or replace table truth_claim_lines as
with answers as (
    select
        remit_lines.*,
        remits.claim_number,
        remits.kind,
        row_number() over (
            partition by remits.network_number, remits.claim_number, line_number
            order by
                (remits.kind in ('first', 'rest', 'replacement', 'correction')) desc,
                (remits.kind in ('replacement', 'correction')) desc
        ) = 1 as is_latest,
    from remit_lines
    inner join remits
        on remit_lines.network_number = remits.network_number
        and remit_lines.remit_key = remits.remit_key
    where remits.kind <> 'duplicate'
),

summed as (
    select
        network_number,
        claim_number,
        line_number,
        sum(paid_amount) filter (where kind <> 'secondary') as primary_paid_amount,
        sum(paid_amount) filter (where kind = 'secondary') as secondary_paid_amount,
        sum(contractual_amount + sequestration_amount) as contractual_amount,
        bool_or(denial_group in ('CO', 'OA')) filter (where kind in ('first', 'rest'))
            as was_denied_first,
        min(denial_group || '-' || denial_reason)
            filter (where kind in ('first', 'rest') and denial_group in ('CO', 'OA'))
            as first_denial_reason,
        bool_or(denial_group in ('CO', 'OA')) filter (where is_latest) as is_denied,
        min(denial_group || '-' || denial_reason)
            filter (where is_latest and denial_group in ('CO', 'OA')) as denial_reason,
        bool_or(denial_group = 'PR') filter (where is_latest) as is_patient_billed,
        max(allowed_amount) filter (where is_latest) as allowed_amount,
        bool_or(contractual_reason = '24') as is_capitated,
    from answers
    group by network_number, claim_number, line_number
)

select
    networks.network_id,
    chains.claim_id as chain_id,
    lines.line_number,
    chains.claim_id || 'L' || lines.line_number as line_control_number,
    lines.procedure_code,
    lines.modifier,
    lines.units,
    lines.charge_amount,
    lines.contract_amount,
    coalesce(summed.primary_paid_amount, 0)::decimal(18, 2) as primary_paid_amount,
    coalesce(summed.secondary_paid_amount, 0)::decimal(18, 2) as secondary_paid_amount,
    coalesce(summed.contractual_amount, 0)::decimal(18, 2) as contractual_amount,
    summed.was_denied_first,
    summed.first_denial_reason,
    summed.is_denied and not chains.is_voided as is_denied,
    case when not chains.is_voided then summed.denial_reason end as denial_reason,
    summed.is_patient_billed,
    not chains.is_voided and not summed.is_capitated and not summed.is_denied
    and not summed.is_patient_billed and summed.allowed_amount < lines.contract_amount
        as is_underpaid,
    not chains.is_voided and summed.allowed_amount > 0 and not summed.is_capitated
    and not summed.is_denied and not summed.is_patient_billed as is_settled,
    case when is_settled then summed.allowed_amount end as allowed_amount,
    case when is_settled then greatest(lines.contract_amount - summed.allowed_amount, 0) end
        ::decimal(18, 2) as underpaid_amount,
from lines
inner join chains
    on lines.network_number = chains.network_number
    and lines.claim_number = chains.claim_number
inner join networks on lines.network_number = networks.network_number
left join summed
    on lines.network_number = summed.network_number
    and lines.claim_number = summed.claim_number
    and lines.line_number = summed.line_number
order by networks.network_id, chain_id, lines.line_number
