-- Bytes that stand in no transaction that could be read.
with

pieces as (
    select * from {{ new_files(ref('silver_x12_pieces'), 'file_key') }}
),

found as (
    select
        *,
        case
            when piece_kind = 'empty' then 'empty_file'
            when piece_kind = 'unreadable' then 'unreadable_file'
            when piece_kind = 'byte_order_mark' then 'byte_order_mark'
            when piece_kind = 'isa' and interchange_header is null then 'isa_unreadable'
            when piece_kind = 'outside' and trim(text_start) <> '' then 'no_interchange'
            when piece_kind in ('ge', 'iea', 'ta1', 'gs', 'isa') and segment_count > 1
                then 'text_after_trailer'
            when encoding <> 'utf-8' then 'not_utf8'
        end as issue_code
    from pieces
)

select
    file_key,
    network_id,
    source_name,
    source_sha256,
    source_row,
    byte_offset,
    case when piece_kind = 'transaction' then transaction_key end as transaction_key,
    issue_code,
    case issue_code
        when 'empty_file' then 'the file is empty'
        when 'unreadable_file' then landing_error
        when 'byte_order_mark' then 'a byte order mark stands before the first ISA'
        when 'isa_unreadable' then 'the elements of this ISA cannot be told apart'
        when 'no_interchange'
            then case
                when text_start like '%PDF%' then 'a PDF, not X12'
                when text_start like 'PK%' then 'an archive, not X12'
                else 'no ISA that can be read stands before this text'
            end
        when 'text_after_trailer'
            then
                'text follows the '
                || first_tag
                || ' segment and belongs to no transaction'
        when 'not_utf8' then 'bytes that are not UTF-8 were read as Latin-1'
    end as reason
from found
where issue_code is not null
