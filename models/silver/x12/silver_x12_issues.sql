with

transactions as (
    select * from {{ ref('silver_x12_transactions') }}
),

issue_types as (
    select * from {{ ref('x12_issue_types') }}
),

severities as (
    select * from {{ ref('x12_severities') }}
),

inside_transactions as (
    {%- for model in [
        'silver_x12_transaction_issues',
        'silver_x12_segment_issues',
        'silver_x12_835_issues',
        'silver_x12_835_detail_issues',
        'silver_x12_837_issues',
        'silver_x12_acknowledgement_issues',
    ] %}
    select
        transaction_key,
        part_number,
        level_number,
        claim_number,
        line_number,
        segment_tag,
        issue_code,
        reason
    from {{ ref(model) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

issues as (
    select
        file_key,
        network_id,
        source_name,
        source_sha256,
        source_row,
        byte_offset,
        transaction_key,
        cast(null as integer) as level_number,
        cast(null as integer) as claim_number,
        cast(null as integer) as line_number,
        cast(null as {{ dbt.type_string() }}) as segment_tag,
        issue_code,
        reason
    from {{ ref('silver_x12_span_issues') }}
    {%- for model in [
        'silver_x12_envelope_issues',
        'silver_x12_interchange_acknowledgement_issues',
    ] %}
    union all
    select
        file_key,
        network_id,
        source_name,
        source_sha256,
        source_row,
        byte_offset,
        cast(null as bigint) as transaction_key,
        cast(null as integer) as level_number,
        cast(null as integer) as claim_number,
        cast(null as integer) as line_number,
        segment_tag,
        issue_code,
        reason
    from {{ ref(model) }}
    {%- endfor %}
    union all
    select
        transactions.file_key,
        transactions.network_id,
        transactions.source_name,
        transactions.source_sha256,
        transactions.source_row + inside_transactions.part_number - 1 as source_row,
        transactions.byte_offset,
        inside_transactions.transaction_key,
        inside_transactions.level_number,
        inside_transactions.claim_number,
        inside_transactions.line_number,
        inside_transactions.segment_tag,
        inside_transactions.issue_code,
        inside_transactions.reason
    from inside_transactions
    inner join transactions
        on inside_transactions.transaction_key = transactions.transaction_key
)

select
    issues.*,
    coalesce(severities.severity, issue_types.severity, 'reject') as severity
from issues
left join issue_types
    on issues.issue_code = issue_types.issue_code
left join severities
    on issues.network_id = severities.network_id
    and issues.issue_code = severities.issue_code
