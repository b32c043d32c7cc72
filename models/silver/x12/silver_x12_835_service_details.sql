-- REF, AMT and DTM of a service line, one column each.
with

services as (
    select * from {{ new_files(ref('silver_x12_835_services')) }}
),

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['REF', 'AMT']) | indent(4) }}
),

qualified as (
    select
        transaction_key,
        part_number,
        claim_number,
        service_number,
        segment_tag || {{ x12_element(1) }} as qualified_tag,
        {{ x12_element(2) }} as value_text,
        cast(null as date) as value_date
    from segments
    where service_number > 0

    union all

    select
        transaction_key,
        part_number,
        claim_number,
        service_number,
        'DTM' || date_qualifier as qualified_tag,
        cast(null as {{ dbt.type_string() }}) as value_text,
        reported_date as value_date
    from {{ new_files(ref('silver_x12_835_dates')) }}
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
        max(case when qualified_tag = 'AMTB6' then value_text end) as allowed_text,
        max(case when qualified_tag = 'DTM472' then value_date end) as service_date,
        max(case when qualified_tag = 'DTM150' then value_date end)
            as period_start_date,
        max(case when qualified_tag = 'DTM151' then value_date end) as period_end_date
    from qualified
    group by transaction_key, part_number, claim_number, service_number
)

select
    services.transaction_key,
    services.part_number,
    services.claim_number,
    services.service_number,
    details.line_control_number,
    {{ x12_amount('details.allowed_text') }} as reported_allowed_amount,
    coalesce(details.service_date, details.period_start_date) as service_from_date,
    coalesce(details.service_date, details.period_end_date, details.period_start_date)
        as service_to_date
from services
left join details
    on services.transaction_key = details.transaction_key
    and services.part_number = details.part_number
    and services.claim_number = details.claim_number
    and services.service_number = details.service_number
