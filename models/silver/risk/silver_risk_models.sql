-- The latest training that could learn something is the one to go by.
with

models as (
    select * from {{ ref('bronze_denial_risk__models') }}
)

select
    *,
    reason is null
    and row_number() over (
        order by
            case when reason is null then 0 else 1 end asc,
            trained_at desc,
            model_id asc
    ) = 1 as is_current
from models
