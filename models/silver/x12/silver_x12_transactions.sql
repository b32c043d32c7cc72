with

pieces as (
    select * from {{ new_files(ref('silver_x12_pieces')) }}
    where piece_kind = 'transaction'
),

types as (
    select * from {{ ref('transaction_types') }}
),

heads as (
    select
        *,
        {{ x12_element(1, 'transaction_header') }} as transaction_set_code,
        {{ x12_element(2, 'transaction_header') }} as control_number,
        coalesce(
            {{ x12_element(3, 'transaction_header') }},
            {{ x12_element(8, 'group_header') }}
        ) as guide
    from pieces
    where part_number = 1
),

totals as (
    select
        transaction_key,
        count(*) as part_count,
        sum(segment_count) as segment_count,
        sum(byte_length) as byte_length,
        -- a later part that starts with no claim was cut inside a segment or a claim
        max(
            case
                when part_number > 1 and first_tag not in ('CLP', 'HL') then 1
                when {{ x12_is_opaque() }} then 1
                else 0
            end
        )
            as hard_cut_count,
        {{ dbt.listagg('text_md5', "'-'", 'order by part_number') }} as text_md5
    from pieces
    group by transaction_key
),

tails as (
    select
        pieces.transaction_key,
        pieces.is_terminated,
        pieces.element_separator,
        split_part(pieces.text_end, pieces.segment_terminator, -1) as segment
    from pieces
    inner join totals
        on pieces.transaction_key = totals.transaction_key
        and pieces.part_number = totals.part_count
),

trailers as (
    select
        transaction_key,
        is_terminated,
        split_part(segment, element_separator, 1) = 'SE' as has_trailer,
        {{ x12_element(1, 'segment') }} as declared_segment_count,
        trim({{ x12_element(2, 'segment') }}) as trailer_control_number
    from tails
)

select
    heads.transaction_key,
    heads.group_key,
    heads.interchange_key,
    heads.file_key,
    heads.network_id,
    heads.source_name,
    heads.source_sha256,
    heads.source_row,
    heads.byte_offset,
    cast(totals.byte_length as bigint) as byte_length,
    heads.transaction_number,
    heads.transaction_set_code,
    heads.control_number,
    heads.guide,
    coalesce(
        types.transaction_type,
        case
            when heads.transaction_set_code = '835' then 'remittance' else 'unknown'
        end
    ) as transaction_type,
    types.transaction_set_code is not null as is_known_guide,
    coalesce(types.is_modelled, heads.transaction_set_code = '835', false)
        as is_modelled,
    heads.element_separator,
    heads.component_separator,
    heads.repetition_separator,
    cast(totals.part_count as integer) as part_count,
    totals.hard_cut_count > 0 as is_cut_hard,
    cast(totals.segment_count as bigint) as segment_count,
    trailers.is_terminated,
    trailers.has_trailer,
    case when trailers.has_trailer then trailers.declared_segment_count end
        as declared_segment_count,
    case when trailers.has_trailer then trailers.trailer_control_number end
        as trailer_control_number,
    totals.text_md5,
    heads.ingested_at
from heads
inner join totals
    on heads.transaction_key = totals.transaction_key
inner join trailers
    on heads.transaction_key = trailers.transaction_key
left join types
    on heads.transaction_set_code = types.transaction_set_code
    and coalesce(types.guide_prefix, '') in (substr(heads.guide, 1, 10), '')
