-- Where a claim's services took place by the practice's own code: of the claims
-- database in its latest row, else of the charges where they all name one place.
with

practice_claims as (
    select
        network_id,
        claim_id,
        facility_code,
        row_number() over (
            partition by network_id, claim_id
            order by modified_at desc nulls last, frequency_code desc
        ) as choice_rank
    from {{ ref('silver_practice_claims') }}
    where facility_code is not null
),

charges as (
    select
        network_id,
        account_id,
        min(facility_code) as facility_code
    from {{ ref('silver_billing_charges') }}
    where facility_code is not null and account_id is not null
    group by network_id, account_id
    having count(distinct facility_code) = 1
),

placed as (
    select
        network_id,
        claim_id,
        facility_code,
        'claims_database' as facility_source
    from practice_claims
    where choice_rank = 1
    union all
    select
        charges.network_id,
        charges.account_id as claim_id,
        charges.facility_code,
        'charges' as facility_source
    from charges
    left join practice_claims
        on charges.network_id = practice_claims.network_id
        and charges.account_id = practice_claims.claim_id
        and practice_claims.choice_rank = 1
    where practice_claims.claim_id is null
),

facilities as (
    select * from {{ ref('silver_facilities') }}
)

select
    {{ integer_key([token('claim', ['placed.network_id', 'placed.claim_id'])]) }}
        as claim_id_key,
    placed.network_id,
    facilities.facility_key,
    placed.facility_source
from placed
inner join facilities
    on {{ same_keys('placed', 'facilities', ['network_id', 'facility_code']) }}
