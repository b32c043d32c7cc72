-- What each claim that was sent is in its chain (DOMAIN 3).
with

submissions as (
    select * from {{ ref('silver_claim_submissions') }}
),

chain_keys as (
    select * from {{ touched_chains(ref('silver_claim_chain_keys')) }}
),

numbered as (
    select
        submissions.*,
        chain_keys.chain_key,
        chain_keys.is_control_known,
        chain_keys.chain_service_date,
        cast(row_number() over (
            partition by chain_keys.chain_key
            order by
                submissions.sent_date,
                submissions.is_void,
                submissions.is_replacement,
                submissions.payer_rank,
                submissions.claim_key
        ) as integer) as version_number
    from submissions
    inner join chain_keys
        on submissions.claim_key = chain_keys.claim_key
),

compared as (
    select
        *,
        count(*) over earlier as earlier_versions,
        coalesce(sum(case when is_rejected then 0 else 1 end) over earlier, 0)
            as earlier_accepted
    from numbered
    window
        earlier as (
            partition by chain_key, payer_rank
            order by version_number
            rows between unbounded preceding and 1 preceding
        )
)

select
    claim_key,
    chain_key,
    version_number,
    network_id,
    case
        when is_void then 'void'
        when is_replacement then 'replacement'
        when payer_rank > 1 then 'secondary'
        when earlier_versions = 0 then 'original'
        when earlier_accepted = 0 then 'resubmission'
        else 'duplicate'
    end as version_role,
    case
        when is_control_known then 'control number'
        when version_number > 1 then 'claim id'
        when original_control_key is not null then 'none: control number unknown'
        else 'none: first of its chain'
    end as link_reason,
    claim_type,
    payer_id,
    payer_name,
    payer_rank,
    is_rejected,
    is_answered_by_clearinghouse,
    charge_amount,
    sent_date,
    service_date,
    chain_service_date,
    source_name,
    source_sha256,
    source_row
from compared
