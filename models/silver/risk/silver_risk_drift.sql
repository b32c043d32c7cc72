with

drift as (
    select * from {{ ref('bronze_denial_risk__drift') }}
),

models as (
    select * from {{ ref('silver_risk_models') }}
)

select
    drift.model_id,
    drift.feature,
    drift.stability_index,
    drift.chance_index,
    models.trained_at,
    models.is_current
from drift
inner join models
    on drift.model_id = models.model_id
