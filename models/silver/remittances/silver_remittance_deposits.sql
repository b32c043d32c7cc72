-- What became of each remittance's money at the bank. Where several share a deposit
-- that is short, nobody knows of which it is short, so that all are partial.
with

payments as (
    select * from {{ ref('silver_remittance_payments') }}
),

matches as (
    select
        remittance_key,
        min(match_status) as match_status,
        count(*) as deposit_count,
        sum(allocated_amount) as deposited_amount,
        min(deposit_date) as first_deposit_date,
        max(deposit_date) as last_deposit_date
    from {{ ref('silver_deposit_matches') }}
    group by remittance_key
),

candidates as (
    select * from {{ ref('silver_deposit_candidates') }}
),

joined as (
    select
        payments.*,
        matches.match_status,
        candidates.deposit_key as candidate_deposit_key,
        coalesce(matches.deposit_count, 0) as deposit_count,
        coalesce(matches.deposited_amount, 0) as deposited_amount,
        matches.first_deposit_date,
        matches.last_deposit_date
    from payments
    left join matches
        on payments.remittance_key = matches.remittance_key
    left join candidates
        on payments.remittance_key = candidates.remittance_key
)

select
    remittance_key,
    network_id,
    trace_identifier,
    payer_id,
    payee_id,
    candidate_deposit_key,
    case
        when is_repeated then 'repeated'
        when not is_deposit_due then 'none'
        when match_status is null or match_status = 'returned' then 'unmatched'
        when match_status = 'short' then 'partial'
        else 'matched'
    end as deposit_status,
    case
        when not is_deposit_due then null
        when match_status = 'returned' then 'what was deposited was taken back'
        when match_status is not null then null
        when trace_identifier is null then 'it has no trace number'
        else 'no deposit names its trace number'
    end as unmatched_reason,
    cast(deposit_count as integer) as deposit_count,
    payment_amount,
    cast(deposited_amount as decimal(18, 2)) as deposited_amount,
    cast(case
        when is_deposit_due then payment_amount - deposited_amount else 0
    end as decimal(18, 2)) as difference_amount,
    remittance_date,
    first_deposit_date,
    last_deposit_date,
    source_name,
    source_sha256,
    source_row
from joined
