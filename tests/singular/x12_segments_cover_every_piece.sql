-- A failure means that splitting an 835 or 837 lost, doubled or invented text: the
-- segments of a piece, put together with a terminator between them, must be as long as
-- the piece, and as many as it has terminators. A piece that is too large to be split
-- has no segment, so its transaction must be quarantined. It does not mean that the
-- file is wrong: rubbish between terminators is a segment too (and an issue), and what
-- SE01 declares plays no part here.
with

split_pieces as (
    select
        transaction_key,
        part_number,
        character_length,
        segment_count
    from {{ ref('silver_x12_pieces') }}
    where
        piece_kind = 'transaction'
        and split_part(transaction_header, element_separator, 2) in ('835', '837')
        and not {{ x12_is_opaque() }}
),

used_unsplit as (
    select
        transaction_key,
        part_number
    from {{ ref('silver_x12_spans') }}
    where
        piece_kind = 'transaction'
        and {{ x12_is_opaque() }}
        and span_status = 'used'
),

segments as (
    select
        transaction_key,
        part_number,
        segment
    from {{ ref('silver_x12_835_segments') }}
    union all
    select
        transaction_key,
        part_number,
        segment
    from {{ ref('silver_x12_837_segments') }}
),

totals as (
    select
        transaction_key,
        part_number,
        count(*) as segment_count,
        sum(length(segment)) + count(*) - 1 as character_length
    from segments
    group by transaction_key, part_number
)

select
    coalesce(split_pieces.transaction_key, totals.transaction_key) as transaction_key,
    coalesce(split_pieces.part_number, totals.part_number) as part_number,
    split_pieces.segment_count as expected_segment_count,
    totals.segment_count as found_segment_count,
    split_pieces.character_length as expected_character_length,
    totals.character_length as found_character_length
from split_pieces
full outer join totals
    on split_pieces.transaction_key = totals.transaction_key
    and split_pieces.part_number = totals.part_number
where
    coalesce(split_pieces.segment_count, -1) <> coalesce(totals.segment_count, -1)
    or coalesce(split_pieces.character_length, -1)
    <> coalesce(totals.character_length, -1)

union all

select
    transaction_key,
    part_number,
    null as expected_segment_count,
    null as found_segment_count,
    null as expected_character_length,
    null as found_character_length
from used_unsplit
