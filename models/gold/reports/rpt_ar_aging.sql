-- DOMAIN 5: the buckets sum to what is owed, and credits stand beside them.
with

balances as (
    select * from {{ ref('fct_ar_month_end') }}
),

parts as (
    {%- for responsibility in ['payer', 'patient'] %}
    select
        network_id,
        payer_key,
        month_end_date,
        as_of_date,
        '{{ responsibility }}' as responsibility,
        aging_bucket,
        open_{{ responsibility }}_amount as balance_amount
    from balances
    where open_{{ responsibility }}_amount <> 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    month_end_date,
    network_id,
    payer_key,
    responsibility,
    aging_bucket,
    as_of_date,
    count(*) as claim_count,
    cast({{ sum_where('balance_amount', 'balance_amount > 0') }} as decimal(18, 2))
        as owed_amount,
    cast({{ sum_where('balance_amount', 'balance_amount < 0') }} as decimal(18, 2))
        as credit_amount,
    cast(sum(balance_amount) as decimal(18, 2)) as open_amount
from parts
group by
    month_end_date, network_id, payer_key, responsibility, aging_bucket, as_of_date
