-- Charges, invoices and claim lines without their other side. Where a network delivers
-- no charges, its claim lines have no other side to lack.
{%- set sources = ['source_name', 'source_sha256', 'source_row'] %}
with

charges as (
    select * from {{ ref('silver_billing_charge_links') }}
),

invoices as (
    select * from {{ ref('silver_billing_invoice_links') }}
),

delivering as (
    select distinct network_id from charges
),

charged_chains as (
    select distinct chain_key from charges
    where chain_key is not null
),

charged_lines as (
    select
        chain_key,
        chain_line_number
    from charges
    where chain_line_number is not null
),

versions as (
    select * from {{ ref('silver_claim_versions') }}
),

-- a line as the first version that has it
claim_lines as (
    select
        version_lines.chain_key,
        version_lines.chain_line_number,
        version_lines.charge_amount,
        versions.network_id,
        versions.service_date,
        {{ prefixed('versions', sources) | join(',\n        ') }},
        row_number() over (
            partition by version_lines.chain_key, version_lines.chain_line_number
            order by version_lines.version_number, version_lines.line_number
        ) as choice_rank
    from {{ ref('silver_claim_version_lines') }} as version_lines
    inner join versions
        on version_lines.claim_key = versions.claim_key
)

{%- for subject, relation, day in [
    ('charge', 'charges', 'service_date'), ('invoice', 'invoices', 'bill_date'),
] %}

select
    '{{ subject }}' as subject,
    {{ subject }}_key as subject_key,
    0 as line_number,
    network_id,
    chain_key,
    unlinked_reason as reason,
    charge_amount,
    {{ day }} as subject_date,
    {{ sources | join(',\n    ') }}
from {{ relation }}
where unlinked_reason is not null
union all
{%- endfor %}
select
    'claim line' as subject,
    claim_lines.chain_key as subject_key,
    claim_lines.chain_line_number as line_number,
    claim_lines.network_id,
    claim_lines.chain_key,
    case
        when charged_chains.chain_key is null then 'no charge of its account was posted'
        else 'no charge of its account is like it'
    end as reason,
    claim_lines.charge_amount,
    claim_lines.service_date as subject_date,
    {{ prefixed('claim_lines', sources) | join(',\n    ') }}
from claim_lines
inner join delivering
    on claim_lines.network_id = delivering.network_id
left join charged_chains
    on claim_lines.chain_key = charged_chains.chain_key
left join charged_lines
    on claim_lines.chain_key = charged_lines.chain_key
    and claim_lines.chain_line_number = charged_lines.chain_line_number
where claim_lines.choice_rank = 1 and charged_lines.chain_key is null
