-- What is still asked of payers, and until when (DOMAIN 7): a claim that was turned
-- away must be sent in time, a denial appealed in time. A payer's own limit goes before
-- the assumption that stands for all others (payer *).
{%- set as_of_date = "'" ~ var('as_of_date') ~ "'" if var('as_of_date') else 'null' %}
with

claims as (
    select * from {{ ref('fct_claims') }}
    where
        open_payer_amount > 0
        and chain_status in ('rejected', 'denied', 'partially_paid')
),

networks as (
    select
        network_id,
        coalesce(
            cast({{ as_of_date }} as date), last_posted_date
        ) as as_of_date
    from {{ ref('dim_network') }}
),

limits as (
    select * from {{ ref('payer_deadlines') }}
),

due as (
    select
        claims.chain_key,
        claims.network_id,
        claims.payer_key,
        claims.chain_status,
        claims.open_payer_amount,
        networks.as_of_date,
        case
            when claims.chain_status = 'rejected' then 'timely_filing'
            else 'appeal'
        end as deadline_type,
        case
            when claims.chain_status = 'rejected' then claims.service_date
            else claims.last_answer_date
        end as counted_from_date
    from claims
    inner join networks
        on claims.network_id = networks.network_id
),

limited as (
    select
        due.*,
        limits.limit_days,
        limits.basis,
        {{ dbt.dateadd('day', 'limits.limit_days', 'due.counted_from_date') }}
            as deadline_at,
        row_number() over (
            partition by due.chain_key
            order by
                case when limits.payer_key = '*' then 1 else 0 end asc,
                limits.valid_from desc
        ) as limit_rank
    from due
    inner join limits
        on due.deadline_type = limits.deadline_type
        and limits.payer_key in (due.payer_key, '*')
        and due.counted_from_date >= limits.valid_from
        and due.counted_from_date < coalesce(limits.valid_to, {{ open_date() }})
),

dated as (
    select
        *,
        cast(deadline_at as date) as deadline_date
    from limited
    where limit_rank = 1
),

counted as (
    select
        *,
        {{ dbt.datediff('as_of_date', 'deadline_date', 'day') }}
            as days_left
    from dated
)

select
    chain_key,
    network_id,
    payer_key,
    chain_status,
    deadline_type,
    case
        when days_left < 0 then 'missed'
        when days_left <= 14 then '0-14'
        when days_left <= 30 then '15-30'
        when days_left <= 60 then '31-60'
        else '61+'
    end as days_left_bucket,
    basis as limit_basis,
    cast(limit_days as integer) as limit_days,
    cast(days_left as integer) as days_left,
    open_payer_amount as at_risk_amount,
    counted_from_date,
    deadline_date,
    as_of_date
from counted
