-- Invoices out of the vault, ready to be linked. The numbers are here as integer keys
-- of tokens only: they are joined, never read.
with

invoices as (
    select * from {{ ref('silver_billing_invoices') }}
)

select
    {{ integer_key([token('invoice', ['network_id', 'invoice_id'])]) }} as invoice_key,
    network_id,
    {{ integer_key([token('claim', ['network_id', 'account_id'])]) }} as claim_id_key,
    case frequency_code
        when '7' then 'replacement'
        when '8' then 'void'
        else 'original'
    end as invoice_role,
    payer_id,
    invoice_status,
    total_charge_amount as charge_amount,
    bill_date,
    source_name,
    source_sha256,
    source_row
from invoices
