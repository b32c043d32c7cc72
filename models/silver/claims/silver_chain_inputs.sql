-- A sum over all that makes a chain: its claims, its answers and what the practice gave
-- up, each with what can still change about it. What stands in a file can't change. An
-- answer of no chain is a chain of its own.
{%- set day = 'cast(chain_keys.chain_service_date as ' ~ dbt.type_string() ~ ')' %}
with

submissions as (
    select * from {{ ref('silver_claim_submissions') }}
),

chain_keys as (
    select * from {{ ref('silver_claim_chain_keys') }}
),

answers as (
    select * from {{ ref('silver_claim_answer_links') }}
),

write_offs as (
    select * from {{ ref('silver_practice_write_offs') }}
),

chain_ids as (
    select distinct
        claim_id_key,
        chain_key
    from chain_keys
),

inputs as (
    select
        chain_keys.chain_key,
        {{ integer_key([
            'chain_keys.claim_key',
            'chain_keys.is_control_known',
            'coalesce(' ~ day ~ ", '')",
            'submissions.is_rejected',
            'submissions.is_answered_by_clearinghouse',
        ]) }} as input_key
    from chain_keys
    inner join submissions
        on chain_keys.claim_key = submissions.claim_key
    union all
    select
        coalesce(chain_key, remittance_claim_key) as chain_key,
        {{ integer_key([
            'remittance_claim_key', 'payer_rank', "coalesce(link_reason, '')",
        ]) }} as input_key
    from answers
    union all
    select
        chain_ids.chain_key,
        {{ integer_key([
            'write_offs.practice_claim_key', 'write_offs.source_sha256',
            'write_offs.source_row',
        ]) }} as input_key
    from write_offs
    inner join chain_ids
        on write_offs.claim_id_key = chain_ids.claim_id_key
)

select
    chain_key,
    cast(sum(cast(input_key as decimal(38, 0))) as decimal(38, 0)) as inputs_key
from inputs
group by chain_key
