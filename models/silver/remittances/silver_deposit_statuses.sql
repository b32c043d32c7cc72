-- What each deposit pays, or why it pays nothing that is known here.
with

deposits as (
    select
        deposit_key,
        {{ trace_identifier('trace_number') }} as trace_identifier,
        network_id,
        deposit_id,
        deposit_amount,
        deposit_date,
        source_name,
        source_sha256,
        source_row
    from {{ ref('silver_bank_deposits') }}
),

matches as (
    select
        deposit_key,
        min(match_status) as match_status,
        count(*) as remittance_count,
        sum(allocated_amount) as allocated_amount
    from {{ ref('silver_deposit_matches') }}
    group by deposit_key
),

candidates as (
    select * from {{ ref('silver_deposit_candidates') }}
),

known_traces as (
    select distinct
        network_id,
        trace_identifier
    from {{ ref('silver_remittance_payments') }}
    where trace_identifier is not null
),

joined as (
    select
        deposits.*,
        matches.match_status,
        known_traces.trace_identifier is not null as is_trace_known,
        candidates.remittance_key as candidate_remittance_key,
        coalesce(matches.remittance_count, 0) as remittance_count,
        coalesce(matches.allocated_amount, 0) as allocated_amount
    from deposits
    left join matches
        on deposits.deposit_key = matches.deposit_key
    left join known_traces
        on deposits.network_id = known_traces.network_id
        and deposits.trace_identifier = known_traces.trace_identifier
    left join candidates
        on deposits.deposit_key = candidates.deposit_key
)

select
    deposit_key,
    network_id,
    deposit_id,
    trace_identifier,
    candidate_remittance_key,
    case
        when match_status is null or match_status = 'returned' then 'unmatched'
        when match_status = 'matched' then 'matched'
        else 'partial'
    end as deposit_status,
    case match_status
        when 'matched' then null
        when 'short' then 'less was deposited than its remittances pay'
        when 'over' then 'more was deposited than its remittances pay'
        when 'returned' then 'what was deposited was taken back'
        else case
            when trace_identifier is null then 'it names no remittance'
            when is_trace_known then 'the remittance under its trace pays nothing'
            else 'no remittance has its trace number'
        end
    end as reason,
    cast(remittance_count as integer) as remittance_count,
    deposit_amount,
    cast(allocated_amount as decimal(18, 2)) as allocated_amount,
    cast(deposit_amount - allocated_amount as decimal(18, 2)) as unallocated_amount,
    deposit_date,
    source_name,
    source_sha256,
    source_row
from joined
