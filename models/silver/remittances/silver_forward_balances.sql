-- Each balance from where it is put off to where it is taken, tracked to zero.
with

movements as (
    select * from {{ ref('silver_forward_balance_movements') }}
),

numbered as (
    select
        *,
        row_number() over (
            partition by forward_balance_key, movement_type
            order by remittance_date, remittance_key, provider_adjustment_key
        ) as first_rank,
        row_number() over (
            partition by forward_balance_key, movement_type
            order by
                remittance_date desc, remittance_key desc, provider_adjustment_key desc
        ) as last_rank
    from movements
),

{%- set opens = "movement_type = 'put off' and first_rank = 1" %}
{%- set settles = "movement_type = 'taken' and last_rank = 1" %}

summed as (
    select
        forward_balance_key,
        network_id,
        payer_id,
        payee_id,
        provider_adjustment_reason_code,
        max(chain_key) as chain_key,
        max(case when {{ opens }} then remittance_key end) as opened_remittance_key,
        max(case when {{ settles }} then remittance_key end) as settled_remittance_key,
        {{ sum_where('movement_amount', "movement_type = 'put off'") }}
            as opened_amount,
        {{ sum_where('-movement_amount', "movement_type = 'taken'") }}
            as settled_amount,
        sum(movement_amount) as open_amount,
        min(case when {{ opens }} then remittance_date end) as opened_date,
        max(case when {{ settles }} then remittance_date end) as last_settled_date
    from numbered
    group by
        forward_balance_key, network_id, payer_id, payee_id,
        provider_adjustment_reason_code
)

select
    forward_balance_key,
    network_id,
    payer_id,
    payee_id,
    chain_key,
    opened_remittance_key,
    settled_remittance_key,
    provider_adjustment_reason_code,
    case
        when open_amount < 0 then 'unexplained'
        when open_amount = 0 then 'settled'
        when settled_amount = 0 then 'open'
        else 'partial'
    end as balance_status,
    case
        when opened_amount = 0 then 'taken, and nothing of this reference was put off'
        when open_amount < 0 then 'more was taken than was put off'
    end as unexplained_reason,
    cast(opened_amount as decimal(18, 2)) as opened_amount,
    cast(settled_amount as decimal(18, 2)) as settled_amount,
    cast(open_amount as decimal(18, 2)) as open_amount,
    opened_date,
    last_settled_date
from summed
