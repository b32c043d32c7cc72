with

landed as (
    select * from {{ known(source('eligibility', 'spans')) }}
)

select
    {{ load_columns() }},
    member_id,
    subscriber_id,
    relationship_code,
    last_name,
    first_name,
    birth_date,
    sex,
    payer_id,
    payer_name,
    plan_id,
    plan_name,
    coverage_rank,
    coverage_start_date,
    coverage_end_date,
    file_date,
    source_extra,
    source_text,
    landing_error
from landed
