with

spans as (
    select * from {{ ref('silver_x12_spans') }}
),

issues as (
    select
        file_key,
        sum(case when severity = 'reject' then 1 else 0 end) as reject_count,
        sum(case when severity = 'warn' then 1 else 0 end) as warn_count
    from {{ ref('silver_x12_issues') }}
    group by file_key
),

files as (
    select
        file_key,
        network_id,
        source_name,
        source_sha256,
        sum(byte_length) as byte_length,
        count(distinct transaction_key) as transaction_count,
        count(distinct case when span_status = 'used' then transaction_key end)
            as used_count,
        count(distinct case when span_status = 'not_modelled' then transaction_key end)
            as not_modelled_count,
        count(distinct case when span_status = 'quarantined' then transaction_key end)
            as quarantined_count,
        sum(case when span_status = 'quarantined' then byte_length else 0 end)
            as quarantined_byte_length,
        sum(case when span_status = 'quarantined' then 1 else 0 end)
            as quarantined_span_count,
        min(
            case
                when span_status in ('quarantined', 'not_modelled') then status_reason
            end
        )
            as first_reason
    from spans
    group by file_key, network_id, source_name, source_sha256
)

select
    files.file_key,
    files.network_id,
    files.source_name,
    files.source_sha256,
    cast(files.byte_length as bigint) as byte_length,
    files.transaction_count,
    files.used_count,
    files.not_modelled_count,
    files.quarantined_count,
    cast(files.quarantined_span_count as bigint) as quarantined_span_count,
    cast(files.quarantined_byte_length as bigint) as quarantined_byte_length,
    cast(coalesce(issues.reject_count, 0) as bigint) as reject_count,
    cast(coalesce(issues.warn_count, 0) as bigint) as warn_count,
    case
        when
            files.used_count > 0 and files.quarantined_span_count > 0
            then 'used in part'
        when files.used_count > 0 then 'used'
        when files.quarantined_span_count > 0 then 'quarantined'
        else 'not modelled'
    end as file_status,
    files.first_reason
from files
left join issues
    on files.file_key = issues.file_key
