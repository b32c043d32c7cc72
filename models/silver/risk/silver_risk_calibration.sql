with

calibration as (
    select * from {{ ref('bronze_denial_risk__calibration') }}
),

models as (
    select * from {{ ref('silver_risk_models') }}
)

select
    calibration.model_id,
    calibration.score_name,
    calibration.decile,
    calibration.line_count,
    calibration.denied_count,
    calibration.predicted_rate,
    models.trained_at,
    models.is_current
from calibration
inner join models
    on calibration.model_id = models.model_id
