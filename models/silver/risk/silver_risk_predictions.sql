-- What the current model says; earlier ones said it of lines that were open then.
with

predictions as (
    select * from {{ ref('bronze_denial_risk__predictions') }}
),

models as (
    select * from {{ ref('silver_risk_models') }}
    where is_current
)

select
    predictions.model_id,
    predictions.chain_key,
    predictions.chain_line_number,
    predictions.denial_probability,
    predictions.baseline_probability,
    models.trained_at as scored_at,
    models.is_better_than_baseline
from predictions
inner join models
    on predictions.model_id = models.model_id
