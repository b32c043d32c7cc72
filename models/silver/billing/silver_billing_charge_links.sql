-- The chain under which each charge was billed, by its account, which is the number of
-- the claim, and the line there. Of equal lines the nth charge is the nth line.
with

charges as (
    select * from {{ ref('silver_billing_charge_keys') }}
),

uses as (
    select * from {{ ref('silver_claim_id_uses') }}
),

chain_lines as (
    select * from {{ ref('silver_billing_chain_lines') }}
),

numbered as (
    select
        charges.*,
        uses.chain_key,
        row_number() over (
            partition by uses.chain_key, charges.billed_service_key
            order by charges.post_date, charges.charge_key
        ) as occurrence
    from charges
    left join uses
        on charges.claim_id_key = uses.claim_id_key
        and charges.service_date >= uses.used_from_date
        and charges.service_date < uses.used_to_date
),

-- where a line was corrected, of two charges for it that of the later version
matched as (
    select
        numbered.charge_key,
        chain_lines.chain_line_number,
        row_number() over (
            partition by chain_lines.chain_key, chain_lines.chain_line_number
            order by chain_lines.version_number desc, numbered.charge_key asc
        ) as choice_rank
    from numbered
    inner join chain_lines
        on numbered.chain_key = chain_lines.chain_key
        and numbered.billed_service_key = chain_lines.billed_service_key
        and numbered.occurrence = chain_lines.occurrence
)

select
    numbered.charge_key,
    numbered.network_id,
    numbered.claim_id_key,
    numbered.chain_key,
    matched.chain_line_number,
    case
        when numbered.chain_key is null then 'no claim of its account was sent'
        when matched.charge_key is null then 'no line of its claim is like it'
    end as unlinked_reason,
    numbered.charge_amount,
    numbered.service_date,
    numbered.post_date,
    numbered.source_name,
    numbered.source_sha256,
    numbered.source_row
from numbered
left join matched
    on numbered.charge_key = matched.charge_key
    and matched.choice_rank = 1
