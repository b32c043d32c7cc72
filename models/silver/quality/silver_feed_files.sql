with

landed_files as (
    {%- for model, feed in landed_feeds().items() %}
    select
        network_id,
        '{{ feed[0] }}' as feed,
        '{{ feed[1] }}' as rows_name,
        source_name,
        source_sha256,
        max(ingested_at) as ingested_at,
        count(*) as row_count,
        count(landing_error) as rejected_count
    from {{ ref(model) }}
    group by network_id, source_name, source_sha256
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select
    *,
    row_number() over (
        partition by
            network_id,
            feed,
            rows_name,
            case when row_count > rejected_count then 'read' else 'rejected' end
        order by ingested_at desc, source_name desc, source_sha256 desc
    ) as file_rank
from landed_files
