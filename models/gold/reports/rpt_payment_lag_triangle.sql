-- When the cash of a month of service came in, up to the last complete month.
{%- set last_lag = 24 %}
with

ledger as (
    select * from {{ ref('fct_ledger') }}
),

months as (
    select * from {{ ref('silver_posting_months') }}
),

valued as (
    select
        network_id,
        max(month_start_date) as valued_month_date,
        max(month_end_date) as as_of_date
    from months
    where is_complete
    group by network_id
),

lags as (
    select cast(lag_number - 1 as integer) as lag_months
    from ({{ numbers(last_lag + 1, 'lag_number') }}) as numbered
),

dated as (
    select
        ledger.network_id,
        ledger.claim_payer_key as payer_key,
        valued.valued_month_date,
        valued.as_of_date,
        cast({{ dbt.date_trunc('month', 'ledger.service_date') }} as date)
            as service_month,
        case when ledger.movement_type = 'payment' then ledger.amount else 0 end
            as paid_amount,
        {{ dbt.datediff('ledger.service_date', 'ledger.posted_date', 'month') }}
            as months_later
    from ledger
    inner join valued
        on ledger.network_id = valued.network_id
        and ledger.posted_date <= valued.as_of_date
),

-- a service still to come is at no lag
service_months as (
    select distinct
        network_id,
        payer_key,
        service_month,
        valued_month_date,
        as_of_date,
        {{ dbt.datediff('service_month', 'valued_month_date', 'month') }}
            as months_old
    from dated
),

-- paid before the service, by a typing error, is paid in its month
paid as (
    select
        network_id,
        payer_key,
        service_month,
        least(greatest(months_later, 0), {{ last_lag }}) as lag_months,
        sum(paid_amount) as paid_amount
    from dated
    group by
        network_id,
        payer_key,
        service_month,
        least(greatest(months_later, 0), {{ last_lag }})
)

select
    service_months.network_id,
    service_months.payer_key,
    service_months.service_month,
    lags.lag_months,
    service_months.as_of_date,
    lags.lag_months = least(service_months.months_old, {{ last_lag }}) as is_latest_lag,
    cast(coalesce(paid.paid_amount, 0) as decimal(18, 2)) as paid_amount,
    cast(
        sum(coalesce(paid.paid_amount, 0)) over (
            partition by
                service_months.network_id,
                service_months.payer_key,
                service_months.service_month
            order by lags.lag_months
        ) as decimal(18, 2)
    ) as cumulative_paid_amount
from service_months
inner join lags
    on service_months.months_old >= lags.lag_months
left join paid
    on service_months.network_id = paid.network_id
    and service_months.payer_key = paid.payer_key
    and service_months.service_month = paid.service_month
    and lags.lag_months = paid.lag_months
