-- The chain of each answer and the payer's turn in it (DOMAIN 3): by claim id (CLP01),
-- else by the payer's number (CLP07) under which another answer was linked. Of an id's
-- several uses, that whose service began last by the day of the answer's service.
with

decisions as (
    select * from {{ ref('silver_claim_decisions') }}
),

roots as (
    select * from {{ ref('silver_claim_id_roots') }}
),

chains as (
    select distinct
        root_claim_id_key,
        chain_key,
        chain_service_date
    from {{ ref('silver_claim_chain_keys') }}
),

candidates as (
    select
        decisions.remittance_claim_key,
        decisions.control_key,
        chains.chain_key,
        row_number() over (
            partition by decisions.remittance_claim_key
            order by
                case
                    when chains.chain_service_date <= decisions.service_date then 0
                    else 1
                end,
                abs({{ dbt.datediff(
                    'chains.chain_service_date', 'decisions.service_date', 'day'
                ) }}),
                chains.chain_key
        ) as choice_rank
    from decisions
    left join roots
        on decisions.claim_id_key = roots.claim_id_key
    inner join chains
        on coalesce(roots.root_claim_id_key, decisions.claim_id_key)
        = chains.root_claim_id_key
),

by_id as (
    select * from candidates
    where choice_rank = 1
),

by_control as (
    select
        control_key,
        min(chain_key) as chain_key
    from by_id
    where control_key is not null
    group by control_key
    having min(chain_key) = max(chain_key)
),

linked as (
    select
        decisions.*,
        coalesce(by_id.chain_key, by_control.chain_key) as chain_key,
        case
            when by_id.chain_key is not null then 'claim id'
            when by_control.chain_key is not null then 'control number'
        end as link_reason
    from decisions
    left join by_id
        on decisions.remittance_claim_key = by_id.remittance_claim_key
    left join by_control
        on decisions.control_key = by_control.control_key
),

-- a reversal does not say in which turn it was paid: the answer under its number does,
-- else another one of the same payer
{%- for name in ['control_key', 'payer_id'] %}

turns_by_{{ name }} as (
    select
        chain_key,
        {{ name }},
        min(payer_sequence) as payer_sequence
    from linked
    where chain_key is not null and payer_sequence is not null
    group by chain_key, {{ name }}
){% if not loop.last %},{% endif %}
{%- endfor %}

select
    linked.*,
    coalesce(
        linked.payer_sequence,
        turns_by_control_key.payer_sequence,
        turns_by_payer_id.payer_sequence,
        1
    ) as payer_rank,
    case
        when linked.chain_key is not null then null
        when linked.claim_id_key is null then 'it names no claim'
        else 'no claim of this id was sent'
    end as unlinked_reason
from linked
left join turns_by_control_key
    on linked.chain_key = turns_by_control_key.chain_key
    and linked.control_key = turns_by_control_key.control_key
left join turns_by_payer_id
    on linked.chain_key = turns_by_payer_id.chain_key
    and linked.payer_id = turns_by_payer_id.payer_id
