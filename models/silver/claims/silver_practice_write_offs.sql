-- Claims that the practice system has given up, and when. The latest version of a row
-- counts: what is no longer written off is not here.
with

claims as (
    select * from {{ ref('bronze_claims_db__claims') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by network_id, claim_id, frequency_code
            order by
                modified_at desc nulls last,
                ingested_at desc,
                source_row desc,
                source_sha256 desc
        ) as version_rank
    from claims
    where claim_id is not null
)

select
    {{ integer_key([
        token('claim', ['network_id', 'claim_id']), "coalesce(frequency_code, '')"
    ]) }}
        as practice_claim_key,
    network_id,
    {{ integer_key([token('claim', ['network_id', 'claim_id'])]) }} as claim_id_key,
    {{ safe_date("replace(substr(status_date, 1, 10), '-', '')") }} as written_off_date,
    {{ safe_date("replace(substr(service_from_date, 1, 10), '-', '')") }}
        as service_date,
    source_name,
    source_sha256,
    source_row
from ranked
where version_rank = 1 and upper(trim(claim_status)) = 'WRITTEN_OFF'
