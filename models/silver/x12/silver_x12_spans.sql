-- Where every byte of every file went: the sum of a file's spans is the file.
with

pieces as (
    select * from {{ ref('silver_x12_pieces') }}
),

statuses as (
    select * from {{ ref('silver_x12_transaction_status') }}
),

issues as (
    select
        file_key,
        source_row,
        min(reason) as rejection_reason
    from {{ ref('silver_x12_issues') }}
    where transaction_key is null and severity = 'reject'
    group by file_key, source_row
)

select
    pieces.file_key,
    pieces.network_id,
    pieces.source_name,
    pieces.source_sha256,
    pieces.source_row,
    pieces.piece_kind,
    case when pieces.piece_kind = 'transaction' then pieces.transaction_key end
        as transaction_key,
    pieces.part_number,
    pieces.byte_offset,
    pieces.byte_length,
    case
        when issues.rejection_reason is not null then 'quarantined'
        when pieces.piece_kind = 'transaction' then statuses.transaction_status
        when
            pieces.piece_kind = 'outside' and trim(pieces.text_start) <> ''
            then 'quarantined'
        else 'envelope'
    end as span_status,
    coalesce(issues.rejection_reason, statuses.status_reason) as status_reason
from pieces
left join statuses
    on case when pieces.piece_kind = 'transaction' then pieces.transaction_key end
    = statuses.transaction_key
left join issues
    on pieces.file_key = issues.file_key
    and pieces.source_row = issues.source_row
