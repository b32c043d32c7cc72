with

written as (
    select * from {{ source('denial_risk', 'predictions') }}
)

select
    model_id,
    trained_at,
    chain_key,
    chain_line_number,
    denial_probability,
    baseline_probability
from written
