-- Median and ninth decile of the lags in macros/measures/measures.sql (DOMAIN 6).
{%- set lags = measures() | selectattr('has_percentiles', 'defined') | list %}
with

{% for measure in lags -%}
{{ measure.name }} as (
    select
        network_id,
        payer_key,
        cast({{ dbt.date_trunc('month', measure.date) }} as date) as measure_month,
        '{{ measure.name }}' as measure,
        count(*) as item_count,
        {{ percentile(measure.numerator, 0.5) }} as median_days,
        {{ percentile(measure.numerator, 0.9) }} as p90_days
    from {{ ref(measure.relation) }}
    where {{ measure.date }} is not null and {{ measure.filter }}
    group by
        network_id, payer_key,
        cast({{ dbt.date_trunc('month', measure.date) }} as date)
),

{% endfor -%}

united as (
    {%- for measure in lags %}
    select * from {{ measure.name }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    network_id,
    payer_key,
    measure_month,
    measure,
    item_count,
    median_days,
    p90_days
from united
