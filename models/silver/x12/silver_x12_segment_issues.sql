-- A segment that does not start with an identifier: nothing around it can be trusted.
with

segments as (
    select
        transaction_key,
        part_number,
        0 as level_number,
        claim_number,
        service_number as line_number,
        segment_tag
    from {{ new_files(ref('silver_x12_835_segments')) }}
    union all
    select
        transaction_key,
        part_number,
        level_number,
        claim_number,
        line_number,
        segment_tag
    from {{ new_files(ref('silver_x12_837_segments')) }}
    union all
    select
        transaction_key,
        part_number,
        level_number,
        item_number as claim_number,
        line_number,
        segment_tag
    from {{ new_files(ref('silver_x12_acknowledgement_segments')) }}
)

-- segments of one place that are wrong alike are one finding
select distinct
    transaction_key,
    part_number,
    level_number,
    claim_number,
    line_number,
    -- what stands in its place may be anything, so it is not shown
    cast(null as {{ dbt.type_string() }}) as segment_tag,
    'segment_id_invalid' as issue_code,
    'a segment does not start with a segment identifier' as reason
from segments
where not {{ matches('segment_tag', '^[A-Z][A-Z0-9]{1,2}$') }}
