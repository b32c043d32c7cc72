-- Claim ids that replace another one, with the first of their line (DOMAIN 3): REF*F8
-- names the payer's number, the answer under that number names the earlier claim id.
-- A link leads only to an id that was met before, so that there is no ring; four times
-- doubled steps reach back over 16 replacements, which no claim has.
with

submissions as (
    select * from {{ ref('silver_claim_submissions') }}
),

decisions as (
    select * from {{ ref('silver_claim_decisions') }}
    where claim_id_key is not null
),

first_met as (
    select
        claim_id_key,
        min(met_date) as met_date
    from (
        select
            claim_id_key,
            sent_date as met_date
        from submissions
        union all
        select
            claim_id_key,
            remittance_date as met_date
        from decisions
    ) as met
    group by claim_id_key
),

numbered as (
    select
        control_key,
        claim_id_key,
        row_number() over (
            partition by control_key order by remittance_date, claim_id_key
        ) as choice_rank
    from decisions
    where control_key is not null
),

linked as (
    select
        submissions.claim_id_key,
        numbered.claim_id_key as parent_claim_id_key,
        row_number() over (
            partition by submissions.claim_id_key
            order by submissions.sent_date, submissions.claim_key
        ) as choice_rank
    from submissions
    inner join numbered
        on submissions.original_control_key = numbered.control_key
        and numbered.choice_rank = 1
    inner join first_met as own
        on submissions.claim_id_key = own.claim_id_key
    inner join first_met as parents
        on numbered.claim_id_key = parents.claim_id_key
    where
        submissions.claim_id_key <> numbered.claim_id_key
        and (
            parents.met_date < own.met_date
            or (
                parents.met_date = own.met_date
                and numbered.claim_id_key < submissions.claim_id_key
            )
        )
),

reached_0 as (
    select
        claim_id_key,
        parent_claim_id_key,
        parent_claim_id_key as root_claim_id_key
    from linked
    where choice_rank = 1
),

{%- for step in range(1, 5) %}

reached_{{ step }} as (
    select
        reached.claim_id_key,
        reached.parent_claim_id_key,
        coalesce(further.root_claim_id_key, reached.root_claim_id_key)
            as root_claim_id_key
    from reached_{{ step - 1 }} as reached
    left join reached_{{ step - 1 }} as further
        on reached.root_claim_id_key = further.claim_id_key
){% if not loop.last %},{% endif %}
{%- endfor %}

select * from reached_4
