-- What a settled chain was in the end: of its versions the one whose charge counts. A
-- chain without an answer, or voided, has no end to tell of.
with

chains as (
    select * from {{ ref('silver_claim_chains') }}
    where chain_status not in ('open', 'rejected', 'voided')
),

progress as (
    select * from {{ ref('silver_chain_progress') }}
),

parties as (
    select * from {{ ref('silver_chain_parties') }}
),

versions as (
    select * from {{ ref('silver_claim_versions') }}
),

claims as (
    select * from {{ ref('silver_claims') }}
),

line_dates as (
    select
        claim_key,
        min(service_from_date) as first_service_date,
        max(coalesce(service_to_date, service_from_date)) as last_service_date
    from {{ ref('silver_claim_lines') }}
    group by claim_key
),

groupers as (
    select
        claim_key,
        min(code) as drg_code
    from {{ ref('silver_claim_codes') }}
    where code_category = 'drg'
    group by claim_key
)

select
    chains.chain_key,
    claims.claim_key,
    chains.network_id,
    replace(chains.claim_type, 'claim_', '') as claim_type,
    progress.answered_rank,
    claims.type_of_bill,
    case
        when claims.facility_type_qualifier = 'B' then claims.facility_type_code
    end as place_of_service_code,
    claims.admission_source_code,
    claims.admission_type_code,
    claims.patient_status_code,
    groupers.drg_code,
    parties.billing_npi,
    case
        when parties.service_facility_npi is not null then parties.service_facility_npi
        when chains.claim_type = 'claim_institutional' then parties.billing_npi
    end as facility_npi,
    coalesce(
        claims.statement_from_date, line_dates.first_service_date, chains.service_date
    ) as start_date,
    coalesce(
        claims.statement_to_date, line_dates.last_service_date,
        claims.statement_from_date, chains.service_date
    ) as end_date,
    claims.admission_date,
    -- status 30: still there on the last day of the statement
    case
        when
            claims.admission_date is not null
            and coalesce(claims.patient_status_code, '') <> '30'
            then claims.statement_to_date
    end as discharge_date,
    versions.sent_date,
    claims.source_name
from chains
inner join progress
    on chains.chain_key = progress.chain_key
inner join parties
    on chains.chain_key = parties.chain_key
inner join versions
    on progress.charged_claim_key = versions.claim_key
inner join claims
    on progress.charged_claim_key = claims.claim_key
left join line_dates
    on claims.claim_key = line_dates.claim_key
left join groupers
    on claims.claim_key = groupers.claim_key
