with

calibration as (
    select * from {{ ref('silver_risk_calibration') }}
)

select
    model_id,
    score_name,
    decile,
    line_count,
    denied_count,
    predicted_rate,
    cast(denied_count as double) / nullif(line_count, 0) as denied_rate,
    trained_at,
    is_current
from calibration
