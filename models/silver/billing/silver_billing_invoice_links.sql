-- The chain of each invoice, by its account, and the version of the claim that it is:
-- the nth first bill, replacement or void is the nth such version. What was sent again
-- unchanged, or to the next payer, is no new bill.
with

invoices as (
    select * from {{ ref('silver_billing_invoice_keys') }}
),

uses as (
    select * from {{ ref('silver_claim_id_uses') }}
),

versions as (
    select
        chain_key,
        claim_key,
        version_role,
        charge_amount,
        row_number() over (
            partition by chain_key, version_role order by version_number
        ) as occurrence
    from {{ ref('silver_claim_versions') }}
),

numbered as (
    select
        invoices.*,
        uses.chain_key,
        row_number() over (
            partition by uses.chain_key, invoices.invoice_role
            order by invoices.bill_date, invoices.invoice_key
        ) as occurrence
    from invoices
    left join uses
        on invoices.claim_id_key = uses.claim_id_key
        and invoices.bill_date >= uses.used_from_date
        and invoices.bill_date < uses.used_to_date
)

select
    numbered.invoice_key,
    numbered.network_id,
    numbered.claim_id_key,
    numbered.chain_key,
    versions.claim_key,
    numbered.invoice_role,
    case
        when numbered.chain_key is null then 'no claim of its account was sent'
        when versions.claim_key is null
            then 'no claim of its kind was sent in its chain'
    end as unlinked_reason,
    numbered.charge_amount,
    versions.charge_amount as claim_charge_amount,
    numbered.bill_date,
    numbered.source_name,
    numbered.source_sha256,
    numbered.source_row
from numbered
left join versions
    on numbered.chain_key = versions.chain_key
    and numbered.invoice_role = versions.version_role
    and numbered.occurrence = versions.occurrence
