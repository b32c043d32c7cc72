-- Control numbers and counts: what headers say, trailers say, and what was found.
{%- set file_columns = [
    'file_key', 'network_id', 'source_name', 'source_sha256', 'source_row', 'byte_offset',
] %}
with

interchanges as (
    select
        *,
        count(*) over (
            partition by
                network_id, sender_id, receiver_id, control_number, interchange_date
        ) as control_number_count
    from {{ ref('silver_x12_interchanges') }}
),

groups as (
    select * from {{ ref('silver_x12_groups') }}
),

interchange_issues as (
    {{- x12_issue_rows('interchanges', file_columns + ["'ISA' as segment_tag"], [
        ['iea_missing', 'trailer_count = 0', "'no IEA ends this interchange'"],
        [
            'iea_control_number',
            'trailer_count > 0 and ' ~ differs('trailer_control_number', 'control_number'),
            "'ISA13 and IEA02 differ'",
        ],
        [
            'iea_group_count',
            'trailer_count > 0 and '
            ~ differs('declared_group_count', 'cast(group_count as ' ~ dbt.type_string() ~ ')'),
            "'IEA01 says ' || coalesce(declared_group_count, 'nothing') || ', groups found: '"
            ~ ' || group_count',
        ],
        [
            'control_number_reused',
            'control_number_count > 1',
            "'interchanges of this sender and day with the same ISA13: '"
            ~ ' || control_number_count',
        ],
    ]) }}
),

group_issues as (
    {{- x12_issue_rows('groups', file_columns + ["'GS' as segment_tag"], [
        ['ge_missing', 'trailer_count = 0', "'no GE ends this group'"],
        [
            'ge_control_number',
            'trailer_count > 0 and ' ~ differs('trailer_control_number', 'control_number'),
            "'GS06 and GE02 differ'",
        ],
        [
            'ge_transaction_count',
            'trailer_count > 0 and ' ~ differs(
                'declared_transaction_count',
                'cast(transaction_count as ' ~ dbt.type_string() ~ ')',
            ),
            "'GE01 says ' || coalesce(declared_transaction_count, 'nothing')"
            ~ " || ', transactions found: ' || transaction_count",
        ],
    ]) }}
)

select * from interchange_issues
union all
select * from group_issues
