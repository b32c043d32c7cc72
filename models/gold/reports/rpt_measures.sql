-- DOMAIN 6, by the definitions of macros/measures/measures.sql. Numerator and
-- denominator add up over networks, payers and months, the value does not: divide the
-- sums.
{%- set counted = measures() | selectattr('relation', 'defined') | list %}
{%- set keys = ['network_id', 'payer_key', 'measure_month'] %}
with

{% for measure in counted -%}
{{ measure.name }} as (
    select
        network_id,
        payer_key,
        cast({{ dbt.date_trunc('month', measure.date) }} as date) as measure_month,
        sum({{ measure.numerator }}) as numerator,
        sum({{ measure.denominator }}) as denominator
    from {{ ref(measure.relation) }}
    where {{ measure.date }} is not null and {{ measure.filter or 'true' }}
    group by
        network_id, payer_key,
        cast({{ dbt.date_trunc('month', measure.date) }} as date)
),

{% endfor -%}

collected as (
    select
        network_id,
        payer_key,
        cast({{ dbt.date_trunc('month', 'remittance_date') }} as date)
            as measure_month,
        sum(payment_amount) as payment_amount
    from {{ ref('fct_remittances') }}
    where remittance_date is not null
    group by
        network_id, payer_key,
        cast({{ dbt.date_trunc('month', 'remittance_date') }} as date)
),

summed as (
    {%- for measure in counted %}
    select
        '{{ measure.name }}' as measure,
        {{ measure.by_service or false }} as is_by_service,
        {{ keys | join(', ') }},
        numerator,
        denominator,
        cast(null as {{ dbt.type_string() }}) as null_reason
    from {{ measure.name }}
    union all
    {%- endfor %}
    select
        measure,
        false as is_by_service,
        network_id,
        payer_key,
        cast({{ dbt.date_trunc('month', 'month_end_date') }} as date) as measure_month,
        numerator,
        denominator,
        null_reason
    from {{ ref('fct_balance_measures') }}
    union all
    select
        'completeness' as measure,
        true as is_by_service,
        network_id,
        payer_key,
        service_month as measure_month,
        case when unknown_reason is null then paid_amount end as numerator,
        expected_paid_amount as denominator,
        unknown_reason as null_reason
    from {{ ref('rpt_expected_cash') }}
    union all
    select
        'cost_to_collect' as measure,
        false as is_by_service,
        {{ keys | join(', ') }},
        null as numerator,
        payment_amount as denominator,
        'no feed brings the cost' as null_reason
    from collected
),

networks as (
    select * from {{ ref('dim_network') }}
)

select
    summed.network_id,
    summed.payer_key,
    summed.measure_month,
    summed.measure,
    cast(summed.numerator as decimal(18, 2)) as numerator,
    cast(summed.denominator as decimal(18, 2)) as denominator,
    {{ share_of('summed.numerator', 'summed.denominator', scale=9) }} as measure_value,
    case
        when summed.null_reason is not null then summed.null_reason
        when summed.numerator is null or summed.denominator is null
            then 'an input is missing'
        when summed.denominator = 0 then 'the denominator is zero'
    end as null_reason,
    -- the later the month of service, the less of it is settled
    case
        when summed.is_by_service
            then cast({{ dbt.datediff(
                'summed.measure_month', 'networks.last_posted_date', 'month'
            ) }} as integer)
    end as maturity_months
from summed
inner join networks
    on summed.network_id = networks.network_id
