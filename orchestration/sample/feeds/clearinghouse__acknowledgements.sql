-- The clearinghouse's report: a row for each claim that its 277CA answers.
create or replace table clearinghouse__acknowledgements as
select
    submissions.network_number,
    'CH' || submissions.batch_control_number || submissions.claim_key
        as acknowledgement_id,
    submissions.claim_id,
    submissions.frequency_code,
    payers.payer_id,
    submissions.batch_control_number,
    submissions.submitted_date::date as submitted_date,
    submissions.acknowledged_date::date as acknowledged_date,
    split_part(submissions.clearinghouse_status, ':', 1) as category_code,
    split_part(submissions.clearinghouse_status, ':', 2) as status_code,
    status_message(submissions.clearinghouse_status) as status_message,
    submissions.charge_amount as total_charge_amount,
from submissions
inner join payers
    on submissions.network_number = payers.network_number
    and submissions.payer_number = payers.payer_number
where not submissions.has_syntax_error
