with

models as (
    select * from {{ ref('silver_risk_models') }}
)

select
    {{ feed_columns('silver_risk_models') | join(',\n    ') }},
    cast(train_denied_count as double) / nullif(train_line_count, 0)
        as train_denial_rate,
    cast(test_denied_count as double) / nullif(test_line_count, 0) as test_denial_rate
from models
