-- a view: every row is written already; macros/engine/typed_rows.sql lists the feeds
{{ config(materialized='view') }}

{%- for model, feed in typed_rows().items() %}
{% if not loop.first %}union all
{% endif -%}
select
    network_id,
    '{{ feed[0] }}' as feed,
    '{{ feed[1] }}' as rows_name,
    source_name,
    source_sha256,
    source_row,
    ingested_at,
    row_fate,
    quarantine_stage,
    reason
from {{ ref(model) }}
{%- endfor %}
