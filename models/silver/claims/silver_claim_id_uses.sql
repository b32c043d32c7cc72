-- Which chain a claim id stands for, and from which day to which: of its several uses
-- that whose service began last, and before the first one the first.
with

chain_keys as (
    select * from {{ ref('silver_claim_chain_keys') }}
),

chains as (
    select distinct
        root_claim_id_key,
        chain_key,
        chain_service_date
    from chain_keys
),

ids as (
    select
        claim_id_key,
        root_claim_id_key
    from chain_keys
    union distinct
    select
        root_claim_id_key as claim_id_key,
        root_claim_id_key
    from chain_keys
),

ordered as (
    select
        ids.claim_id_key,
        chains.chain_key,
        chains.chain_service_date,
        row_number() over uses as use_number,
        lead(chains.chain_service_date) over uses as next_service_date
    from ids
    inner join chains
        on ids.root_claim_id_key = chains.root_claim_id_key
    window
        uses as (
            partition by ids.claim_id_key
            order by chains.chain_service_date, chains.chain_key
        )
)

select
    claim_id_key,
    chain_key,
    cast(use_number as integer) as use_number,
    case
        when use_number = 1 then cast('1900-01-01' as date) else chain_service_date
    end as used_from_date,
    coalesce(next_service_date, {{ open_date() }}) as used_to_date
from ordered
