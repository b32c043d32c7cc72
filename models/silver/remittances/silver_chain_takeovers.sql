-- When what a payer leaves to the patient becomes the next payer's (DOMAIN 5): the
-- payer passes the claim on (CLP02 19, 20, 21), the claim is sent to the next one, or
-- that one answers; whichever comes first.
with

events as (
    select
        chain_key,
        payer_rank as taken_rank,
        remittance_date as taken_date,
        1 as event_rank,
        source_name,
        source_sha256,
        source_row
    from {{ touched_chains(ref('silver_claim_answers')) }}
    where is_settling and is_forwarded and not is_reversal
    union all
    select
        chain_key,
        payer_rank - 1 as taken_rank,
        sent_date as taken_date,
        2 as event_rank,
        source_name,
        source_sha256,
        source_row
    from {{ touched_chains(ref('silver_claim_versions')) }}
    where payer_rank > 1 and version_role <> 'void' and not is_rejected
    union all
    select
        chain_key,
        payer_rank - 1 as taken_rank,
        remittance_date as taken_date,
        3 as event_rank,
        source_name,
        source_sha256,
        source_row
    from {{ touched_chains(ref('silver_claim_answers')) }}
    where is_settling and payer_rank > 1 and not is_reversal
),

taken as (
    {%- for rank in [1, 2, 3] %}
    select
        *,
        {{ rank }} as payer_rank
    from events
    where taken_rank >= {{ rank }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

ranked as (
    select
        *,
        row_number() over (
            partition by chain_key, payer_rank
            order by taken_date, event_rank, source_sha256, source_row, source_name
        ) as choice_rank
    from taken
)

select
    chain_key,
    cast(payer_rank as integer) as payer_rank,
    taken_date,
    source_name,
    source_sha256,
    source_row
from ranked
where choice_rank = 1
