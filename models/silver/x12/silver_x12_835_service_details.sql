-- REF, AMT and DTM of a service line, one column each.
with

services as (
    select * from {{ ref('silver_x12_835_services') }}
),

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['REF', 'AMT']) | indent(4) }}
),

qualified as (
    select
        *,
        segment_tag || {{ x12_element(1) }} as qualified_tag,
        {{ x12_element(2) }} as value_text
    from segments
    where service_number > 0
),

details as (
    select
        transaction_key,
        part_number,
        claim_number,
        service_number,
        max(case when qualified_tag = 'REF6R' then value_text end)
            as line_control_number,
        max(case when qualified_tag = 'AMTB6' then value_text end) as allowed_text
    from qualified
    group by transaction_key, part_number, claim_number, service_number
),

dates as (
    select
        transaction_key,
        part_number,
        claim_number,
        service_number,
        max(case when date_qualifier = '472' then reported_date end) as service_date,
        max(case when date_qualifier = '150' then reported_date end)
            as period_start_date,
        max(case when date_qualifier = '151' then reported_date end) as period_end_date
    from {{ ref('silver_x12_835_dates') }}
    where service_number > 0
    group by transaction_key, part_number, claim_number, service_number
)

select
    services.transaction_key,
    services.part_number,
    services.claim_number,
    services.service_number,
    details.line_control_number,
    {{ x12_amount('details.allowed_text') }} as reported_allowed_amount,
    coalesce(dates.service_date, dates.period_start_date) as service_from_date,
    coalesce(dates.service_date, dates.period_end_date, dates.period_start_date)
        as service_to_date
from services
left join details
    on services.transaction_key = details.transaction_key
    and services.part_number = details.part_number
    and services.claim_number = details.claim_number
    and services.service_number = details.service_number
left join dates
    on services.transaction_key = dates.transaction_key
    and services.part_number = dates.part_number
    and services.claim_number = dates.claim_number
    and services.service_number = dates.service_number
