-- What remark codes say about each denied line. Of several the first that names a cause
-- speaks, the line's before the claim's; a code that is not in the seed is counted.
with

denied_lines as (
    select * from {{ ref('silver_denied_lines') }}
),

remarks as (
    select * from {{ ref('silver_remittance_remarks') }}
    where is_remittance_advice_remark
),

codes as (
    select * from {{ ref('remark_codes') }}
),

ranked as (
    select
        denied_lines.remittance_claim_key,
        denied_lines.service_number,
        remarks.remark_code,
        codes.remark_code is null as is_unknown,
        coalesce(not codes.is_alert, false) as names_cause,
        codes.category,
        codes.root_cause,
        codes.is_preventable,
        row_number() over (
            partition by
                denied_lines.remittance_claim_key, denied_lines.service_number
            order by
                case
                    when codes.remark_code is null then 1
                    when codes.is_alert then 2
                    else 0
                end,
                case
                    when remarks.service_number = denied_lines.service_number then 0
                    else 1
                end,
                remarks.segment_number,
                remarks.remark_number
        ) as remark_rank
    from denied_lines
    inner join remarks
        on denied_lines.remittance_claim_key = remarks.remittance_claim_key
    left join codes
        on remarks.remark_code = codes.remark_code
    where remarks.service_number in (0, denied_lines.service_number)
),

counted as (
    select
        remittance_claim_key,
        service_number,
        cast(count(*) as integer) as remark_count,
        cast({{ sum_where('1', 'is_unknown') }} as integer) as unknown_remark_count
    from ranked
    group by remittance_claim_key, service_number
)

select
    ranked.remittance_claim_key,
    ranked.service_number,
    ranked.remark_code,
    ranked.names_cause,
    case when ranked.names_cause then ranked.category end as category,
    case when ranked.names_cause then ranked.root_cause end as root_cause,
    case when ranked.names_cause then ranked.is_preventable end as is_preventable,
    counted.remark_count,
    counted.unknown_remark_count
from ranked
inner join counted
    on ranked.remittance_claim_key = counted.remittance_claim_key
    and ranked.service_number = counted.service_number
where ranked.remark_rank = 1
