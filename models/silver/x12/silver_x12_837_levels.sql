-- HL02 names the parent. Files reuse numbers, so the parent is the latest earlier level
-- with that number and the right kind; where there is none, the latest of its kind.
with

segments as (
    {{ x12_tagged(ref('silver_x12_837_segments'), ['HL']) | indent(4) }}
),

levels as (
    select
        transaction_key,
        part_number,
        level_number,
        {{ x12_element(1) }} as hierarchical_id,
        {{ x12_element(2) }} as parent_id,
        {{ x12_element(3) }} as level_code,
        case {{ x12_element(3) }} when '22' then '20' when '23' then '22' end
            as parent_level_code,
        row_number() over (
            partition by transaction_key order by part_number, level_number
        ) as level_position
    from segments
),

events as (
    select
        transaction_key,
        level_position,
        hierarchical_id as linked_id,
        level_code as linked_code,
        level_position as parent_position
    from levels
    union all
    select
        transaction_key,
        level_position,
        parent_id as linked_id,
        parent_level_code as linked_code,
        cast(null as bigint) as parent_position
    from levels
    where parent_level_code is not null
),

pointed as (
    select
        transaction_key,
        level_position,
        linked_code,
        parent_position,
        max(parent_position) over (
            partition by transaction_key, linked_id, linked_code
            order by level_position
            rows between unbounded preceding and current row
        ) as pointed_position
    from events
),

positioned as (
    select
        levels.*,
        pointed.pointed_position,
        max(case when levels.level_code = '20' then levels.level_position end) over (
            partition by levels.transaction_key order by levels.level_position
        ) as last_billing_position,
        max(case when levels.level_code = '22' then levels.level_position end) over (
            partition by levels.transaction_key order by levels.level_position
        ) as last_subscriber_position
    from levels
    left join pointed
        on levels.transaction_key = pointed.transaction_key
        and levels.level_position = pointed.level_position
        and levels.parent_level_code = pointed.linked_code
        and pointed.parent_position is null
),

parents as (
    select
        *,
        coalesce(
            pointed_position,
            case level_code
                when '22' then last_billing_position
                when '23' then last_subscriber_position
            end
        ) as parent_position
    from positioned
)

select
    parents.transaction_key,
    parents.part_number,
    parents.level_number,
    parents.level_position,
    parents.hierarchical_id,
    parents.parent_id,
    parents.level_code,
    case parents.level_code
        when '20' then parents.level_position
        when '22' then parents.parent_position
        else grandparents.parent_position
    end as billing_position,
    case parents.level_code
        when '22' then parents.level_position
        when '23' then parents.parent_position
    end as subscriber_position,
    parents.level_code in ('22', '23') and parents.pointed_position is null
        as is_parent_by_position
from parents
left join parents as grandparents
    on parents.transaction_key = grandparents.transaction_key
    -- a condition on the left side alone would make this join quadratic
    and case when parents.level_code = '23' then parents.parent_position end
    = grandparents.level_position
