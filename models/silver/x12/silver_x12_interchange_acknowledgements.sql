-- A TA1 stands between ISA and the first GS and answers an interchange that we sent:
-- the receiver of the answer is the sender of what it answers.
with

pieces as (
    select
        *,
        split_part(coalesce(short_text, text_start), segment_terminator, 1) as segment,
        trim(split_part(interchange_header, element_separator, 7)) as sender_id,
        trim(split_part(interchange_header, element_separator, 9)) as receiver_id,
        split_part(interchange_header, element_separator, 10) as header_date
    from {{ ref('silver_x12_pieces') }}
    where piece_kind = 'ta1'
),

interchanges as (
    select * from {{ ref('silver_x12_interchanges') }}
),

answers as (
    select
        *,
        {{ x12_element(1, 'segment') }} as acknowledged_control_number,
        {{ safe_date("'20' || " ~ x12_element(2, 'segment')) }} as acknowledged_date,
        {{ x12_element(4, 'segment') }} as acknowledgement_code,
        {{ x12_element(5, 'segment') }} as note_code
    from pieces
),

candidates as (
    select
        answers.file_key,
        answers.source_row,
        interchanges.interchange_key as answered_interchange_key,
        row_number() over (
            partition by answers.file_key, answers.source_row
            order by
                case
                    when interchanges.receiver_id = answers.sender_id then 0
                    else 1
                end,
                case when interchanges.interchange_date is null then 1 else 0 end,
                interchanges.source_name,
                interchanges.source_sha256,
                interchanges.interchange_number
        ) as candidate_number
    from answers
    inner join interchanges
        on answers.network_id = interchanges.network_id
        and answers.acknowledged_control_number = interchanges.control_number
        and answers.receiver_id = interchanges.sender_id
        and answers.interchange_key <> interchanges.interchange_key
    where coalesce(answers.acknowledged_date = interchanges.interchange_date, true)
)

select
    answers.file_key,
    answers.network_id,
    answers.source_name,
    answers.source_sha256,
    answers.source_row,
    answers.byte_offset,
    answers.interchange_key,
    answers.acknowledged_control_number,
    answers.acknowledgement_code,
    answers.note_code,
    candidates.answered_interchange_key,
    case answers.acknowledgement_code
        when 'A' then 'accepted'
        when 'E' then 'accepted_with_errors'
        when 'R' then 'rejected'
        else 'unknown'
    end as outcome,
    {{ safe_date("'20' || answers.header_date") }} as interchange_date,
    answers.acknowledged_date,
    -- the same interchange again, in a file with other bytes around it
    row_number() over (
        partition by answers.network_id, answers.interchange_header, answers.segment
        order by
            answers.source_name,
            answers.source_sha256,
            answers.source_row
    ) > 1 as is_repeated
from answers
left join candidates
    on answers.file_key = candidates.file_key
    and answers.source_row = candidates.source_row
    and candidates.candidate_number = 1
