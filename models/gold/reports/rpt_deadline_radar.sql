-- What is still asked of payers, and until when (DOMAIN 7): a claim that was turned away
-- must be sent in time, a denial appealed in time. A payer's own limit goes before the
-- assumption that stands for all others (payer *).
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
            cast({{ "'" ~ var('as_of_date') ~ "'" if var('as_of_date') else 'null' }} as date),
            last_posted_date
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
        case when claims.chain_status = 'rejected' then 'timely_filing' else 'appeal' end
            as deadline_type,
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
        cast(
            {{ dbt.dateadd('day', 'limits.limit_days', 'due.counted_from_date') }} as date
        ) as deadline_date,
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

counted as (
    select
        *,
        cast({{ dbt.datediff('as_of_date', 'deadline_date', 'day') }} as integer)
            as days_left
    from limited
    where limit_rank = 1
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
    days_left,
    open_payer_amount as at_risk_amount,
    counted_from_date,
    deadline_date,
    as_of_date
from counted
