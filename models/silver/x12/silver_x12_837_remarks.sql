-- Remark codes of other payers: MOA03 to MOA07 on outpatient and professional claims,
-- MIA05 and MIA20 to MIA23 on inpatient ones.
with

segments as (
    {{ x12_tagged(ref('silver_x12_837_segments'), ['MIA', 'MOA']) | indent(4) }}
),

remark_positions as (
    {{ numbers(5, 'remark_number') }}
),

exploded as (
    select
        segments.*,
        remark_positions.remark_number,
        case
            when segments.segment_tag = 'MOA'
                then {{ x12_element_at('2 + remark_positions.remark_number') }}
            when remark_positions.remark_number = 1 then {{ x12_element(5) }}
            else {{ x12_element_at('18 + remark_positions.remark_number') }}
        end as remark_code
    from segments
    cross join remark_positions
)

select
    {{ x12_837_keys('segment') | join(',\n    ') }},
    remark_number,
    segment_tag,
    remark_code
from exploded
where remark_code is not null
