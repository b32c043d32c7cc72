{% macro new_landed(relation) -%}
    {#- By the sha256 first, of which Parquet keeps minimum and maximum: of other files only
        the footer is read. The same bytes in two networks are two files. -#}
    {%- if model.resource_type != 'unit_test' -%}
        {%- do ref('silver_x12_new_files') -%}
        {%- if model.name != 'silver_x12_pieces' -%}
            {%- do ref('silver_x12_new_transactions') -%}
        {%- endif -%}
    {%- endif -%}
    {%- if claimhouse.is_daily_run() -%}
        (
            select * from {{ relation }}
            where
                source_sha256 in (select source_sha256 from {{ ref('silver_x12_new_files') }})
                and (network_id, source_sha256) in (
                    select network_id, source_sha256 from {{ ref('silver_x12_new_files') }}
                )
        )
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}
