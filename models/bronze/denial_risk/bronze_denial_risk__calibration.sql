with

written as (
    select * from {{ source('denial_risk', 'calibration') }}
)

select
    model_id,
    trained_at,
    score_name,
    decile,
    line_count,
    denied_count,
    predicted_rate
from written
