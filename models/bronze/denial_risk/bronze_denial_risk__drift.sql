with

written as (
    select * from {{ source('denial_risk', 'drift') }}
)

select
    model_id,
    trained_at,
    feature,
    stability_index,
    chance_index
from written
