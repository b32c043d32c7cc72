-- One row per claim chain: every billed visit with all versions sent for it, as it stands
-- on 2026-06-30. Read from what was decided for it (claim_stories, chains), not from texts.
-- chain_status:
--   rejected              turned away by the clearinghouse (277CA or 999) and not sent again
--   open                  accepted, no payer has answered
--   awaiting_secondary    the first payer settled, the secondary payer has not answered
--   denied                nothing paid, and the payer is asked for more than nothing
--   written_off           nothing paid, what was denied has been given up
--   partially_paid        something paid, something denied or not yet answered is open
--   paid_and_written_off  something paid, what was denied has been given up
--   paid                  something paid, nothing open with a payer (the patient may owe)
--   patient_share         nothing paid: deductible, coinsurance and copay take all
--   patient_billed        nothing paid: denied into the patient's share (PR-96, PR-204)
--   capitated             nothing paid and nothing owed (CO-24)
--   voided                voided by the provider and taken back; all balances are zero
-- Open balance by DOMAIN 5, OA-23 excluded: charge - paid - contractual - written off.
-- It is the secondary payer's while that has not answered, else split into patient and
-- payer. A rejected or unanswered claim is open with the payer in full. CO-97 on a paid
-- line is no contractual adjustment and stays open with the payer.
-- contractual_amount: CO-45, CO-24, CO-253 and CO-131, net of reversals, of both payers.
-- closed_date: the last answer or the write-off, where no payer is asked for more.
-- denial_resolved_date: of what was denied first, the answer that pays for some of it or
-- the write-off. A denial that is lifted, but leaves all to the patient, has none.
create or replace table truth_claim_chains as
with denied_lines as (
    select remit_lines.network_number, remits.claim_number, remit_lines.line_number,
    from remit_lines
    inner join remits
        on remit_lines.network_number = remits.network_number
        and remit_lines.remit_key = remits.remit_key
    where remits.kind = 'first' and remit_lines.denial_group in ('CO', 'OA')
),

overturned as (
    select remits.network_number, remits.claim_number, remits.check_date,
    from remits
    inner join remit_lines
        on remits.network_number = remit_lines.network_number
        and remits.remit_key = remit_lines.remit_key
    inner join denied_lines
        on remits.network_number = denied_lines.network_number
        and remits.claim_number = denied_lines.claim_number
        and remit_lines.line_number = denied_lines.line_number
    where remits.kind in ('replacement', 'correction') and remit_lines.paid_amount > 0
    group by remits.network_number, remits.claim_number, remits.check_date
)

select
    networks.network_id,
    chains.claim_id as chain_id,
    chains.claim_ids,
    payers.payer_key,
    payers.payer_id,
    secondary.payer_id as secondary_payer_id,
    case chains.form when 'P' then 'professional' else 'institutional' end as claim_type,
    chains.service_date,
    chains.charge_amount,
    chains.story,
    chains.chain_status,
    chains.rejection_kind is not null as was_rejected,
    chains.sent_date as first_sent_date,
    chains.accepted_date,
    chains.first_check_date,
    chains.last_check_date,
    chains.was_denied_first,
    case when chains.was_denied_first then chains.denial end as first_denial_reason,
    chains.first_check_date is not null and coalesce(chains.denial_group = 'PR', false)
        as was_patient_billed_first,
    chains.was_overturned,
    chains.primary_paid_amount,
    chains.secondary_paid_amount,
    chains.contractual_amount,
    case when chains.is_voided then 0 else chains.patient_amount end::decimal(18, 2)
        as patient_amount,
    chains.written_off_amount,
    case when chains.write_off_date <= world_end() then chains.write_off_date end
        as written_off_date,
    case
        when
            chain_status in (
                'paid', 'paid_and_written_off', 'written_off', 'patient_share',
                'patient_billed', 'capitated'
            )
            then greatest(chains.last_check_date, written_off_date)
    end as closed_date,
    case
        when chains.was_denied_first
            then coalesce(overturned.check_date, written_off_date)
    end as denial_resolved_date,
    chains.open_payer_amount::decimal(18, 2) as open_payer_amount,
    chains.open_patient_amount,
from chains
inner join networks on chains.network_number = networks.network_number
inner join payers
    on chains.network_number = payers.network_number
    and chains.payer_number = payers.payer_number
left join payers as secondary
    on chains.network_number = secondary.network_number
    and chains.secondary_payer_number = secondary.payer_number
    and (chains.is_forwarded or chains.is_at_secondary)
left join overturned
    on chains.network_number = overturned.network_number
    and chains.claim_number = overturned.claim_number
order by networks.network_id, chain_id
