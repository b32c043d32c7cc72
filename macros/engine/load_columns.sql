{% macro load_columns() -%}
    network_id,
    source_name,
    source_sha256,
    source_row,
    source_row_hash,
    source_modified_at,
    ingested_at,
    load_id,
    landed_from
{%- endmacro %}
