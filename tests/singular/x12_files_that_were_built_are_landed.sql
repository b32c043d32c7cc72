-- A failure means that landing lost X12 files whose rows are still in silver and gold:
-- a network's folder was deleted, say. `dbt build --full-refresh` makes all tables from
-- what has landed.
-- It does not mean that a file could not be read: that one stays in landing.
with

done as (
    select file_key from {{ mark('files') }}
),

landed as (
    select distinct file_key from (
        select {{ integer_key(['network_id', 'source_sha256']) }} as file_key
        from {{ ref('bronze_x12__pieces') }}
    ) as pieces
)

select done.file_key
from done
left join landed
    on done.file_key = landed.file_key
where landed.file_key is null and not {{ flags.FULL_REFRESH }}
