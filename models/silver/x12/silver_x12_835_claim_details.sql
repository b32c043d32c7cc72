-- Dates, parties and informing amounts of a claim, one column each.
{%- set keys = ['transaction_key', 'part_number', 'claim_number'] %}
with

claims as (
    select * from {{ new_files(ref('silver_x12_835_claims')) }}
),

dates as (
    select
        {{ keys | join(', ') }},
        max(case when date_qualifier = '232' then reported_date end) as claim_from_date,
        max(case when date_qualifier = '233' then reported_date end) as claim_to_date,
        max(case when date_qualifier = '050' then reported_date end) as received_date,
        max(case when date_qualifier = '036' then reported_date end)
            as coverage_expiration_date,
        min(case when date_qualifier in ('472', '150') then reported_date end)
            as first_service_date,
        max(case when date_qualifier in ('472', '150', '151') then reported_date end)
            as last_service_date
    from {{ new_files(ref('silver_x12_835_dates')) }}
    where claim_number > 0
    group by {{ keys | join(', ') }}
),

entities as (
    select
        {{ keys | join(', ') }},
        max(case
            when entity_code = '82' and entity_id_qualifier = 'XX' then entity_id
        end) as rendering_provider_npi,
        max(case when entity_code = 'TT' then 1 else 0 end) = 1 as is_crossed_over,
        max(case when entity_code = '74' then 1 else 0 end) = 1 as is_insured_corrected,
        max(case when entity_code = 'PR' then 1 else 0 end) = 1 as is_payer_corrected
    from {{ new_files(ref('silver_x12_835_entities')) }}
    where claim_number > 0
    group by {{ keys | join(', ') }}
),

amounts as (
    select
        {{ keys | join(', ') }},
        sum(case when amount_qualifier = 'AU' then reported_amount end)
            as coverage_amount,
        sum(case when amount_qualifier = 'I' then reported_amount end)
            as interest_amount,
        sum(case when amount_qualifier = 'D8' then reported_amount end)
            as discount_amount,
        sum(case when amount_qualifier = 'F5' then reported_amount end)
            as patient_paid_amount
    from {{ new_files(ref('silver_x12_835_amounts')) }}
    where claim_number > 0 and service_number = 0
    group by {{ keys | join(', ') }}
)

select
    claims.transaction_key,
    claims.part_number,
    claims.claim_number,
    entities.rendering_provider_npi,
    cast(amounts.coverage_amount as decimal(18, 2)) as reported_coverage_amount,
    cast(amounts.interest_amount as decimal(18, 2)) as reported_interest_amount,
    cast(amounts.discount_amount as decimal(18, 2)) as reported_discount_amount,
    cast(amounts.patient_paid_amount as decimal(18, 2)) as reported_patient_paid_amount,
    coalesce(entities.is_crossed_over, false) as is_crossed_over,
    coalesce(entities.is_insured_corrected, false) as is_insured_corrected,
    coalesce(entities.is_payer_corrected, false) as is_payer_corrected,
    -- the lines' dates stand for the claim's where the payer sends only those
    coalesce(dates.claim_from_date, dates.first_service_date) as service_from_date,
    coalesce(dates.claim_to_date, dates.claim_from_date, dates.last_service_date)
        as service_to_date,
    dates.received_date,
    dates.coverage_expiration_date
from claims
left join dates
    on {{ same_keys('claims', 'dates', keys) }}
left join entities
    on {{ same_keys('claims', 'entities', keys) }}
left join amounts
    on {{ same_keys('claims', 'amounts', keys) }}
