-- Answers that can't be read or that answer nothing that arrived here.
{%- set columns = [
    'transaction_key', 'part_number', 'level_number', 'item_number as claim_number',
    'line_number', 'segment_tag',
] %}
with

answers as (
    select
        *,
        0 as line_number,
        case answer_level
            when 'group' then 'AK1'
            when 'transaction' then 'AK2'
            else 'TRN'
        end as segment_tag
    from {{ ref('silver_x12_acknowledgements') }}
    where transaction_key is not null
),

statuses as (
    select
        *,
        'STC' as segment_tag
    from {{ ref('silver_x12_277_statuses') }}
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
    union all
    {{- x12_issue_rows('statuses', columns, [
        [
            'amount_unreadable',
            'is_amount_invalid',
            "'STC04 is no amount of at most two decimals'",
        ],
    ]) }}
)

-- segments of one place that are wrong alike are one finding
select distinct * from issues
