-- One row per bill: the first, and each replacement or void. A bill that the
-- clearinghouse turned away and that was sent again stays one bill.
create or replace table billing__invoices as
select
    claim_states.network_number,
    'INV' || pad(claim_states.claim_number, 7)
    || case claim_states.version when 0 then '' else '-' || claim_states.version end
        as invoice_id,
    claim_states.chain_id as account_id,
    patients.patient_id,
    case
        when claim_states.version = 0 then claim_stories.bill_date
        else claim_states.submitted_date
    end as bill_date,
    claim_states.frequency_code,
    case
        when claim_states.version > 0 then 'INV' || pad(claim_states.claim_number, 7)
    end as original_invoice_id,
    payers.payer_id,
    claim_states.charge_amount as total_charge_amount,
    case claim_states.claim_status
        when 'PAID' then 'CLOSED'
        when 'WRITTEN_OFF' then 'WRITTEN OFF'
        when 'VOIDED' then 'VOID'
        when 'REPLACED' then 'REPLACED'
        else 'OPEN'
    end as invoice_status,
    claim_states.modified_at,
from claim_states
inner join claim_stories
    on claim_states.network_number = claim_stories.network_number
    and claim_states.claim_number = claim_stories.claim_number
inner join patients
    on claim_states.network_number = patients.network_number
    and claim_states.member_number = patients.member_number
    and claim_states.is_dependant = patients.is_dependant
inner join payers
    on claim_states.network_number = payers.network_number
    and claim_states.first_payer_number = payers.payer_number
