with

pieces as (
    select * from {{ new_files(ref('silver_x12_pieces'), 'file_key') }}
    where piece_kind in ('isa', 'gs', 'iea')
),

headers as (
    select
        *,
        interchange_header as segment
    from pieces
    where piece_kind = 'isa' and interchange_header is not null
),

trailers as (
    select
        interchange_key,
        count(*) as trailer_count,
        max({{ x12_element(1, 'text_end') }}) as declared_group_count,
        max(replace({{ x12_element(2, 'text_end') }}, segment_terminator, ''))
            as trailer_control_number
    from pieces
    where piece_kind = 'iea'
    group by interchange_key
),

groups as (
    select
        interchange_key,
        count(*) as group_count
    from pieces
    where piece_kind = 'gs'
    group by interchange_key
)

select
    headers.interchange_key,
    headers.file_key,
    headers.network_id,
    headers.source_name,
    headers.source_sha256,
    headers.source_row,
    headers.byte_offset,
    headers.interchange_number,
    trim({{ x12_element(5, 'segment') }}) as sender_qualifier,
    trim({{ x12_element(6, 'segment') }}) as sender_id,
    trim({{ x12_element(7, 'segment') }}) as receiver_qualifier,
    trim({{ x12_element(8, 'segment') }}) as receiver_id,
    {{ safe_date("'20' || " ~ x12_element(9, 'segment')) }} as interchange_date,
    {{ x12_element(12, 'segment') }} as version_code,
    trim({{ x12_element(13, 'segment') }}) as control_number,
    {{ x12_element(15, 'segment') }} as usage_code,
    trailers.trailer_control_number,
    trailers.declared_group_count,
    cast(coalesce(trailers.trailer_count, 0) as integer) as trailer_count,
    cast(coalesce(groups.group_count, 0) as integer) as group_count
from headers
left join trailers
    on headers.interchange_key = trailers.interchange_key
left join groups
    on headers.interchange_key = groups.interchange_key
