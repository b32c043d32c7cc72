-- A CRC answers one question (CRC01) with yes or no and up to five codes.
with

segments as (
    {{ x12_tagged(ref('silver_x12_837_segments'), ['CRC']) | indent(4) }}
),

positions as (
    {{ numbers(5, 'condition_number') }}
),

exploded as (
    select
        segments.*,
        positions.condition_number,
        {{ x12_element_at('2 + positions.condition_number') }} as condition_code
    from segments
    cross join positions
)

select
    {{ x12_837_keys('segment') | join(',\n    ') }},
    condition_number,
    {{ x12_element(1) }} as condition_category_code,
    coalesce({{ x12_element(2) }}, '') = 'Y' as applies,
    condition_code
from exploded
where condition_code is not null
