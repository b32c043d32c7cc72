-- Claim chains (DOMAIN 3): an id belongs to the chain of the id that it replaces. An id
-- that comes back for a service more than a year later is another claim: some senders
-- count from one again.
{%- set reuse_days = 365 %}
with

submissions as (
    select * from {{ ref('silver_claim_submissions') }}
),

roots as (
    select * from {{ ref('silver_claim_id_roots') }}
),

controls as (
    select distinct control_key
    from {{ ref('silver_claim_decisions') }}
    where control_key is not null
),

rooted as (
    select
        submissions.*,
        coalesce(roots.root_claim_id_key, submissions.claim_id_key)
            as root_claim_id_key,
        controls.control_key is not null as is_control_known,
        lag(submissions.service_date) over (
            partition by coalesce(roots.root_claim_id_key, submissions.claim_id_key)
            order by submissions.service_date, submissions.claim_key
        ) as previous_service_date
    from submissions
    left join roots
        on submissions.claim_id_key = roots.claim_id_key
    left join controls
        on submissions.original_control_key = controls.control_key
),

counted as (
    select
        *,
        sum(
            case
                when
                    {{ dbt.datediff('previous_service_date', 'service_date', 'day') }}
                    > {{ reuse_days }}
                    then 1
                else 0
            end
        ) over (
            partition by root_claim_id_key
            order by service_date, claim_key
            rows between unbounded preceding and current row
        ) as use_number
    from rooted
),

dated as (
    select
        *,
        min(service_date) over (
            partition by root_claim_id_key, use_number
        ) as chain_service_date
    from counted
),

chained as (
    select
        *,
        case
            when use_number = 0 then root_claim_id_key
            else {{ integer_key(['root_claim_id_key', 'chain_service_date']) }}
        end as chain_key
    from dated
)

select
    claim_key,
    chain_key,
    network_id,
    claim_id_key,
    root_claim_id_key,
    is_control_known,
    chain_service_date
from chained
