with

landed as (
    select * from {{ known(source('reference', 'codes')) }}
)

select
    {{ load_columns() }},
    code_system,
    code,
    short_description,
    valid_from_date,
    valid_to_date,
    source_extra,
    source_text,
    landing_error
from landed
