-- Remark codes stand in MIA05 and MIA20 to 23, in MOA03 to 07, and in the LQ of a line.
with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['MIA', 'MOA', 'LQ']) | indent(4) }}
),

positions as (
    {{ numbers(5, 'remark_number') }}
),

exploded as (
    select
        segments.*,
        positions.remark_number,
        case
            when segments.segment_tag = 'LQ' and positions.remark_number = 1
                then {{ x12_element(2) }}
            when segments.segment_tag = 'MIA' and positions.remark_number = 1
                then {{ x12_element(5) }}
            when segments.segment_tag = 'MIA'
                then {{ x12_element_at('18 + positions.remark_number') }}
            when segments.segment_tag = 'MOA'
                then {{ x12_element_at('2 + positions.remark_number') }}
        end as remark_code
    from segments
    cross join positions
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    segment_number,
    cast(remark_number as integer) as remark_number,
    segment_tag,
    -- MIA and MOA hold remittance advice remark codes only
    case when segment_tag = 'LQ' then {{ x12_element(1) }} else 'HE' end
        as remark_code_qualifier,
    remark_code
from exploded
where remark_code is not null
