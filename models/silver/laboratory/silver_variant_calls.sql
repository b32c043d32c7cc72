-- numbers of persons in the clear, which joins to X12 need
{{ config(schema='vault') }}

with

calls as (
    select * from {{ ref('silver_variant_call_rows') }}
    where row_fate = 'used'
),

claims as (
    select * from {{ ref('silver_x12_837_claims') }}
),

transactions as (
    select * from {{ ref('silver_x12_transaction_status') }}
    where transaction_status = 'used'
),

claim_lines as (
    select * from {{ ref('silver_claim_lines') }}
),

sent_claims as (
    select
        transactions.network_id,
        claims.claim_id,
        claims.claim_frequency_code,
        {{ x12_837_claim_key('claims') }} as claim_key
    from claims
    inner join transactions
        on claims.transaction_key = transactions.transaction_key
),

known_claims as (
    select
        network_id,
        claim_id
    from sent_claims
    group by network_id, claim_id
),

tests as (
    select
        sent_claims.network_id,
        sent_claims.claim_id,
        claim_lines.procedure_code,
        sent_claims.claim_key,
        row_number() over (
            partition by
                sent_claims.network_id,
                sent_claims.claim_id,
                claim_lines.procedure_code
            order by sent_claims.claim_frequency_code, sent_claims.claim_key
        ) as claim_rank
    from sent_claims
    inner join claim_lines
        on sent_claims.claim_key = claim_lines.claim_key
)

select
    calls.network_id,
    calls.call_id,
    calls.sample_id,
    calls.order_id,
    calls.patient_id,
    calls.claim_id,
    calls.procedure_code,
    calls.collected_date,
    calls.reported_date,
    calls.gene_symbol,
    calls.chromosome,
    calls.position,
    calls.reference_allele,
    calls.alternate_allele,
    calls.genotype,
    calls.quality_score,
    calls.read_depth,
    calls.filter_status,
    tests.claim_key,
    case
        when tests.claim_key is not null then null
        when calls.claim_id is null then 'the call names no claim'
        when known_claims.claim_id is null then 'no claim has this number'
        else 'no line of the claim has this procedure'
    end as claim_reason,
    calls.source_name,
    calls.source_sha256,
    calls.source_row,
    calls.ingested_at
from calls
left join tests
    on calls.network_id = tests.network_id
    and calls.claim_id = tests.claim_id
    and calls.procedure_code = tests.procedure_code
    and tests.claim_rank = 1
left join known_claims
    on calls.network_id = known_claims.network_id
    and calls.claim_id = known_claims.claim_id
