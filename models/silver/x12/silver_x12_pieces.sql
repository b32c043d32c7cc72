-- Everything about a piece but its text: later models never carry texts of megabytes.
with

pieces as (
    select
        *,
        {{ x12_text() }} as piece_text,
        right(content, 200) as content_end
    from {{ new_landed(ref('bronze_x12__pieces')) }}
),

measured as (
    select
        {{ integer_key(['network_id', 'source_sha256']) }} as file_key,
        {{ integer_key(['network_id', 'source_sha256', 'interchange_number']) }}
            as interchange_key,
        {{ integer_key(['network_id', 'source_sha256', "'group'", 'group_number']) }}
            as group_key,
        {{ x12_transaction_key() }} as transaction_key,
        network_id,
        source_name,
        source_sha256,
        source_row,
        part_number,
        interchange_number,
        group_number,
        transaction_number,
        interchange_header,
        group_header,
        transaction_header,
        element_separator,
        component_separator,
        repetition_separator,
        segment_terminator,
        landing_error,
        encoding,
        byte_offset,
        byte_length,
        ingested_at,
        case
            when element_separator is not null
                then
                    upper(split_part(substr(piece_text, 1, 1000), element_separator, 1))
        end as first_tag,
        case
            when length(piece_text) <= 1000
                then piece_text
        end as short_text,
        right(piece_text, 100) as text_end,
        substr(content, 1, 60) as text_start,
        {{ byte_count('content', 'encoding') }} as content_bytes,
        length(piece_text) as character_length,
        case
            when segment_terminator is not null
                then {{ item_count(split_text('piece_text', 'segment_terminator')) }}
        end as segment_count,
        strpos(
            right({{ trim_end('content_end', "' ' || chr(13) || chr(10)") }}, 1)
            || case
                when
                    segment_terminator in (chr(10), chr(13))
                    then right(content_end, 2)
                else ''
            end,
            segment_terminator
        ) > 0 as is_terminated,
        md5(piece_text) as text_md5
    from pieces
)

select
    *,
    case
        when byte_length = 0 then 'empty'
        when landing_error is not null then 'unreadable'
        when first_tag in ('ISA', 'TA1', 'GS', 'GE', 'IEA') then lower(first_tag)
        when transaction_number > 0 and part_number > 0 then 'transaction'
        when
            byte_offset = 0 and byte_length = 3 and content_bytes = 3
            and text_start = chr(65279) then 'byte_order_mark'
        else 'outside'
    end as piece_kind
from measured
