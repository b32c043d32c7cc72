-- Claims that the practice system has given up, and when: what is no longer written off
-- is not here.
with

claims as (
    select * from {{ ref('silver_practice_claims') }}
)

select
    {{ integer_key([
        token('claim', ['network_id', 'claim_id']), 'frequency_code'
    ]) }} as practice_claim_key,
    network_id,
    {{ integer_key([token('claim', ['network_id', 'claim_id'])]) }} as claim_id_key,
    status_date as written_off_date,
    service_from_date as service_date,
    source_name,
    source_sha256,
    source_row
from claims
where upper(claim_status) = 'WRITTEN_OFF'
