with

pieces as (
    select * from {{ new_files(ref('silver_x12_pieces'), 'file_key') }}
    where piece_kind in ('gs', 'ge', 'transaction') and group_header is not null
),

headers as (
    select
        *,
        group_header as segment
    from pieces
    where piece_kind = 'gs'
),

trailers as (
    select
        group_key,
        count(*) as trailer_count,
        max({{ x12_element(1, 'text_end') }}) as declared_transaction_count,
        max(replace({{ x12_element(2, 'text_end') }}, segment_terminator, ''))
            as trailer_control_number
    from pieces
    where piece_kind = 'ge'
    group by group_key
),

transactions as (
    select
        group_key,
        count(*) as transaction_count
    from pieces
    where piece_kind = 'transaction' and part_number = 1
    group by group_key
)

select
    headers.group_key,
    headers.interchange_key,
    headers.file_key,
    headers.network_id,
    headers.source_name,
    headers.source_sha256,
    headers.source_row,
    headers.byte_offset,
    headers.group_number,
    {{ x12_element(1, 'segment') }} as functional_id_code,
    {{ x12_element(2, 'segment') }} as sender_code,
    {{ x12_element(3, 'segment') }} as receiver_code,
    {{ safe_date(x12_element(4, 'segment')) }} as group_date,
    {{ x12_element(6, 'segment') }} as control_number,
    {{ x12_element(8, 'segment') }} as guide,
    trailers.trailer_control_number,
    trailers.declared_transaction_count,
    cast(coalesce(trailers.trailer_count, 0) as integer) as trailer_count,
    cast(coalesce(transactions.transaction_count, 0) as integer) as transaction_count
from headers
left join trailers
    on headers.group_key = trailers.group_key
left join transactions
    on headers.group_key = transactions.group_key
