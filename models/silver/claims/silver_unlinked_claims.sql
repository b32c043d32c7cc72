-- Claims, answers, acknowledgements and write-offs without their other side.
with

versions as (
    select * from {{ ref('silver_claim_versions') }}
),

answers as (
    select * from {{ ref('silver_claim_answers') }}
),

line_answers as (
    select * from {{ ref('silver_line_answers') }}
),

answered_versions as (
    select distinct claim_key
    from answers
    where claim_key is not null
),

answered_chains as (
    select distinct chain_key
    from answers
    where chain_key is not null
),

sent_ids as (
    select distinct claim_id_key from {{ ref('silver_claim_chain_keys') }}
)

{%- set sources = ['source_name', 'source_sha256', 'source_row'] %}

select
    'claim' as subject,
    versions.claim_key as subject_key,
    0 as line_number,
    versions.network_id,
    versions.chain_key,
    case
        when versions.is_rejected then 'turned away, so that no payer has it'
        when answered_chains.chain_key is not null
            then 'other versions of its chain are answered, this one is not'
        else 'no payer has answered'
    end as reason,
    versions.charge_amount,
    versions.sent_date as subject_date,
    {{ prefixed('versions', sources) | join(',\n    ') }}
from versions
left join answered_versions
    on versions.claim_key = answered_versions.claim_key
left join answered_chains
    on versions.chain_key = answered_chains.chain_key
where answered_versions.claim_key is null
union all
select
    'answer' as subject,
    remittance_claim_key as subject_key,
    0 as line_number,
    network_id,
    chain_key,
    unlinked_reason as reason,
    charge_amount,
    remittance_date as subject_date,
    {{ sources | join(',\n    ') }}
from answers
where chain_key is null
union all
select
    'service payment' as subject,
    line_answers.remittance_claim_key as subject_key,
    line_answers.service_number as line_number,
    line_answers.network_id,
    line_answers.chain_key,
    line_answers.unmatched_reason as reason,
    line_answers.charge_amount,
    answers.remittance_date as subject_date,
    {{ prefixed('answers', sources) | join(',\n    ') }}
from line_answers
inner join answers
    on line_answers.remittance_claim_key = answers.remittance_claim_key
where line_answers.chain_line_number is null and line_answers.chain_key is not null
union all
select
    'acknowledgement' as subject,
    acknowledgement_key as subject_key,
    0 as line_number,
    network_id,
    cast(null as bigint) as chain_key,
    unmatched_reason as reason,
    charge_amount,
    acknowledgement_date as subject_date,
    {{ sources | join(',\n    ') }}
from {{ ref('silver_acknowledgements') }}
where not is_matched
union all
select
    'write-off' as subject,
    write_offs.practice_claim_key as subject_key,
    0 as line_number,
    write_offs.network_id,
    cast(null as bigint) as chain_key,
    'no claim of this id was sent' as reason,
    cast(null as decimal(18, 2)) as charge_amount,
    write_offs.written_off_date as subject_date,
    {{ prefixed('write_offs', sources) | join(',\n    ') }}
from {{ ref('silver_practice_write_offs') }} as write_offs
left join sent_ids
    on write_offs.claim_id_key = sent_ids.claim_id_key
where sent_ids.claim_id_key is null
