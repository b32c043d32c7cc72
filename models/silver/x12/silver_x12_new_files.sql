-- X12 files that no complete run has seen.
with

landed as (
    select
        network_id,
        source_sha256,
        {{ integer_key(['network_id', 'source_sha256']) }} as file_key
    from {{ ref('bronze_x12__pieces') }}
    group by network_id, source_sha256
),

done as (
    select file_key from {{ mark('files') }}
)

select
    landed.file_key,
    landed.network_id,
    landed.source_sha256
from landed
left join done
    on landed.file_key = done.file_key
where done.file_key is null
