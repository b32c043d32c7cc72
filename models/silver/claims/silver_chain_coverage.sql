-- Who pays a chain, whose it is, and by which coverage of that payer on the first day
-- of service (DOMAIN 7). A payer that the crosswalk lacks is one of its network's own.
with

progress as (
    select * from {{ ref('silver_chain_progress') }}
),

identifiers as (
    select * from {{ ref('silver_payer_identifiers') }}
),

-- the version whose charge counts says whose claim it is, else the first that can
members as (
    select
        versions.chain_key,
        claim_members.member_key,
        claim_members.link_rule,
        row_number() over (
            partition by versions.chain_key
            order by
                case
                    when versions.claim_key = progress.charged_claim_key then 0
                    else 1
                end,
                versions.version_number
        ) as choice_rank
    from {{ ref('silver_claim_versions') }} as versions
    inner join progress
        on versions.chain_key = progress.chain_key
    inner join {{ ref('silver_claim_members') }} as claim_members
        on versions.claim_key = claim_members.claim_key
        and claim_members.member_key is not null
),

named as (
    select
        progress.chain_key,
        progress.network_id,
        progress.service_date,
        payers.payer_key,
        payers.is_mapped as is_payer_mapped,
        next_payers.payer_key as secondary_payer_key,
        members.member_key,
        members.link_rule as member_link_rule
    from progress
    left join identifiers as payers
        on progress.network_id = payers.network_id
        and {{ payer_identifier('progress.payer_id', 'progress.payer_name') }}
        = payers.payer_identifier
    left join identifiers as next_payers
        on progress.network_id = next_payers.network_id
        and case
            when progress.secondary_payer_id is not null
                then {{ payer_identifier('progress.secondary_payer_id') }}
        end = next_payers.payer_identifier
    left join members
        on progress.chain_key = members.chain_key
        and members.choice_rank = 1
),

covered as (
    select
        named.chain_key,
        spans.coverage_span_key,
        spans.plan_id,
        spans.coverage_rank,
        spans.payer_key = named.payer_key as is_of_payer,
        row_number() over (
            partition by named.chain_key
            order by
                case when spans.payer_key = named.payer_key then 0 else 1 end,
                spans.coverage_rank asc nulls last,
                spans.coverage_start_date asc,
                spans.plan_id asc,
                spans.payer_key asc
        ) as choice_rank
    from named
    inner join {{ ref('silver_coverage_spans') }} as spans
        on named.member_key = spans.member_key
        and named.service_date >= spans.coverage_start_date
        and named.service_date <= coalesce(spans.coverage_end_date, {{ open_date() }})
)

select
    named.chain_key,
    named.network_id,
    named.payer_key,
    named.secondary_payer_key,
    named.member_key,
    covered.coverage_span_key,
    covered.plan_id,
    covered.coverage_rank,
    named.member_link_rule,
    case
        when covered.coverage_span_key is not null then null
        when named.member_key is null then 'member not known'
        when any_payers.coverage_span_key is not null
            then 'covered by another payer on that day'
        else 'not covered on that day'
    end as uncovered_reason,
    named.is_payer_mapped,
    covered.coverage_span_key is not null as is_covered
from named
left join covered
    on named.chain_key = covered.chain_key
    and covered.choice_rank = 1
    and covered.is_of_payer
left join covered as any_payers
    on named.chain_key = any_payers.chain_key
    and any_payers.choice_rank = 1
