with

landed as (
    select * from {{ known(source('fee_schedule', 'rates')) }}
)

select
    {{ load_columns() }},
    payer_id,
    payer_name,
    plan_id,
    procedure_code,
    modifier,
    pricing_method,
    rate_amount,
    rate_percent,
    effective_date,
    end_date,
    source_extra,
    source_text,
    landing_error
from landed
