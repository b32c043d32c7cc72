-- Charges out of the vault, ready to be linked. The numbers are here as integer keys of
-- tokens only: they are joined, never read.
with

charges as (
    select * from {{ ref('silver_billing_charges') }}
)

select
    {{ integer_key([token('charge', ['network_id', 'charge_id'])]) }} as charge_key,
    network_id,
    {{ integer_key([token('claim', ['network_id', 'account_id'])]) }} as claim_id_key,
    {{ billed_service_key(
        'procedure_code', 'modifier', 'charge_amount', 'service_date'
    ) }} as billed_service_key,
    payer_id,
    charge_amount,
    service_date,
    post_date,
    source_name,
    source_sha256,
    source_row
from charges
