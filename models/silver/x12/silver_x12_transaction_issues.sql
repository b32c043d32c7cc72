-- What can be said of a transaction from its first and last segment.
{%- set columns = [
    'transaction_key', '1 as part_number', '0 as level_number', '0 as claim_number',
    '0 as line_number', "'ST' as segment_tag",
] %}
with

transactions as (
    select
        *,
        row_number() over (
            partition by network_id, text_md5
            order by source_name, source_sha256, transaction_number
        ) as copy_number
    from {{ ref('silver_x12_transactions') }}
),

issues as (
    {{- x12_issue_rows('transactions', columns, [
        [
            'not_modelled',
            'not is_modelled',
            "'not a transaction that we use: ' || coalesce(transaction_set_code, 'none') || ' '"
            ~ " || replace(transaction_type, '_', ' ')",
        ],
        ['guide_unknown', 'not is_known_guide', "'the guide in ST03 or GS08 is not known'"],
        [
            'older_version',
            "is_modelled and guide like '004010%'",
            "'version 4010 is read as far as it goes'",
        ],
        [
            'se_missing',
            'not has_trailer',
            "'no SE ends this transaction: it is cut short or runs into the next'",
        ],
        [
            'se_not_terminated',
            'has_trailer and not is_terminated',
            "'the last segment has no terminator'",
        ],
        [
            'se_control_number',
            'has_trailer and ' ~ differs('trailer_control_number', 'control_number'),
            "'ST02 and SE02 differ'",
        ],
        [
            'se_segment_count',
            'has_trailer and '
            ~ differs(
                'declared_segment_count', 'cast(segment_count as ' ~ dbt.type_string() ~ ')'
            ),
            "'SE01 says ' || coalesce(declared_segment_count, 'nothing')"
            ~ " || ', segments found: ' || segment_count",
        ],
        [
            'duplicate_transaction',
            'copy_number > 1',
            "'another copy of this transaction counts; this one does not'",
        ],
        [
            'cut_hard',
            'is_cut_hard',
            "'a claim or a segment is larger than a piece may be'",
        ],
    ]) }}
)

select * from issues
