-- One row per claim that was turned away: by the 999 with its whole transaction, or by
-- the 277CA. resent_date is the batch in which it went out again corrected, if it did.
create or replace table truth_rejections as
select
    networks.network_id,
    submissions.chain_id,
    submissions.claim_id,
    submissions.batch_control_number,
    submissions.submitted_date,
    submissions.acknowledgement as rejected_by,
    split_part(submissions.clearinghouse_status, ':', 1) as category_code,
    split_part(submissions.clearinghouse_status, ':', 2) as status_code,
    submissions.charge_amount,
    claim_stories.accepted_date as resent_date,
from submissions
inner join networks on submissions.network_number = networks.network_number
inner join claim_stories
    on submissions.network_number = claim_stories.network_number
    and submissions.claim_number = claim_stories.claim_number
where submissions.acknowledgement <> 'accepted'
order by networks.network_id, submissions.claim_id
