-- A TA1 that can't be read or that answers no interchange that arrived here.
{%- set columns = [
    'file_key', 'network_id', 'source_name', 'source_sha256', 'source_row', 'byte_offset',
    "'TA1' as segment_tag",
] %}
with

answers as (
    select * from {{ ref('silver_x12_acknowledgements') }}
    where answer_level = 'interchange'
),

issues as (
    {{- x12_issue_rows('answers', columns, [
        [
            'acknowledgement_unmatched',
            'not is_matched',
            "'it answers nothing that arrived here under this number'",
        ],
        [
            'acknowledgement_unclear',
            "outcome = 'unknown'",
            "'it says neither accepted nor rejected by a code that we know'",
        ],
    ]) }}
)

select * from issues
