-- Over 0.25 is the usual sign of rows that are unlike those before; few rows move
-- further than that by chance.
with

drift as (
    select * from {{ ref('silver_risk_drift') }}
)

select
    model_id,
    feature,
    stability_index,
    chance_index,
    stability_index > 0.25 + chance_index as has_drifted,
    trained_at,
    is_current
from drift
