-- A row here: a claim, claim payment or service payment was lost or counted twice
-- between the files and the chains, or the ledger pays or charges something else than
-- they do. It does not mean that something is unlinked: that is a row of
-- silver_unlinked.
with

checks as (
    select
        'claims and versions' as subject,
        (select count(*) from {{ ref('silver_claims') }}) as expected,
        (select count(*) from {{ ref('silver_claim_versions') }}) as found
    union all
    select
        'claim payments and answers' as subject,
        (select count(*) from {{ ref('silver_remittance_claims') }}) as expected,
        (select count(*) from {{ ref('silver_claim_answers') }}) as found
    union all
    select
        'service payments and line answers' as subject,
        (select count(*) from {{ ref('silver_service_payments') }}) as expected,
        (select count(*) from {{ ref('silver_line_answers') }}) as found
    union all
    select
        'versions and chains' as subject,
        (
            select count(distinct chain_key)
            from {{ ref('silver_claim_versions') }}
        ) as expected,
        (select count(*) from {{ ref('silver_claim_chains') }}) as found
    union all
    select
        'chains and their parties' as subject,
        (select count(*) from {{ ref('silver_claim_chains') }}) as expected,
        (select count(*) from {{ ref('silver_chain_parties') }}) as found
    union all
    select
        'paid by answers and by the ledger' as subject,
        (
            select coalesce(sum(paid_amount), 0)
            from {{ ref('silver_claim_answers') }}
            where is_settling
        ) as expected,
        (
            select coalesce(sum(amount), 0)
            from {{ ref('silver_ledger') }}
            where movement_type = 'payment'
        ) as found
    union all
    select
        'charges of chains and of the ledger' as subject,
        (
            select coalesce(sum(case when is_voided then 0 else charge_amount end), 0)
            from {{ ref('silver_claim_chains') }}
        ) as expected,
        (
            select coalesce(sum(amount), 0)
            from {{ ref('silver_ledger') }}
            where movement_type = 'charge'
        ) as found
)

select *
from checks
where expected <> found
