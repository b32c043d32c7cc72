-- A failure means that bytes of a file are in no span or in two, or that a file's total
-- is not what was landed: something that arrived is neither used nor accounted for, or
-- it counts twice. It does not mean that a transaction is wrong: quarantined bytes
-- stand in spans as well.
with

spans as (
    select
        *,
        sum(byte_length) over (
            partition by file_key order by source_row
            rows between unbounded preceding and current row
        ) - byte_length as expected_offset,
        row_number() over (partition by file_key order by source_row) as expected_row
    from {{ ref('silver_x12_spans') }}
),

landed as (
    select
        network_id,
        source_sha256,
        sum(byte_length) as byte_length
    from {{ ref('bronze_x12__pieces') }}
    group by network_id, source_sha256
),

files as (
    select * from {{ ref('silver_x12_files') }}
)

select
    'gap or overlap' as problem,
    network_id,
    source_sha256,
    source_row,
    expected_offset as expected,
    byte_offset as found
from spans
where
    byte_offset <> expected_offset
    or source_row <> expected_row

union all

select
    'file total' as problem,
    landed.network_id,
    landed.source_sha256,
    0 as source_row,
    landed.byte_length as expected,
    files.byte_length as found
from landed
left join files
    on landed.network_id = files.network_id
    and landed.source_sha256 = files.source_sha256
where landed.byte_length <> coalesce(files.byte_length, -1)
