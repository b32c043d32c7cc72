-- Every X12 file: what it holds and where it goes. A file holds a month of one network,
-- at most ten billing groups, and for one network one payer.
create table x12_files as
with batches as (
    select
        submissions.network_number, submitted_date, part_number,
        any_value(networks.has_files_by_payer) as has_files_by_payer,
        max(acknowledged_date) as acknowledged_date,
        count(*) as claims,
        count(*) filter (where not has_syntax_error) as answered,
        count(distinct transaction_number) as transactions,
        count(distinct form) as groups,
        count(distinct transaction_number) filter (where has_syntax_error) as refused,
    from submissions
    inner join networks on submissions.network_number = networks.network_number
    group by submissions.network_number, submitted_date, part_number
),

remittances as (
    select
        network_number, file_payer_number, last_day(month) as file_date, part_number,
        sum(claim_count)::bigint as claims,
        count(*) as transactions,
        sum(claims_amount)::decimal(18, 2) as claims_amount,
    from checks
    group by network_number, file_payer_number, month, part_number
),

listed as (
    select
        'claims' as kind, 0 as payer_number, 1 as kind_digit, 'claims' as stem,
        '837' as suffix, network_number, submitted_date as file_date,
        submitted_date as batch_date, part_number, claims, transactions,
        0::decimal(18, 2) as claims_amount,
    from batches
    union all
    select
        'syntax' as kind, 0 as payer_number, 3 as kind_digit, 'acknowledgements' as stem,
        '999' as suffix, network_number, acknowledged_date as file_date,
        submitted_date as batch_date, part_number, 0 as claims, groups as transactions,
        0 as claims_amount,
    from batches
    where has_files_by_payer
    union all
    select
        'statuses' as kind, 0 as payer_number, 4 as kind_digit, 'claim_status' as stem,
        '277' as suffix, network_number, acknowledged_date as file_date,
        submitted_date as batch_date, part_number, answered as claims,
        transactions - refused as transactions, 0 as claims_amount,
    from batches
    where has_files_by_payer and transactions > refused
    union all
    -- the others get both in one file
    select
        'answers' as kind, 0 as payer_number, 3 as kind_digit, 'answers' as stem,
        'x12' as suffix, network_number, acknowledged_date as file_date,
        submitted_date as batch_date, part_number, answered as claims,
        groups + transactions - refused as transactions, 0 as claims_amount,
    from batches
    where not has_files_by_payer
    union all
    select
        'remittances' as kind, file_payer_number as payer_number, 2 as kind_digit,
        'remittance' as stem, '835' as suffix, network_number, file_date,
        file_date as batch_date, part_number,
        claims, transactions, claims_amount,
    from remittances
),

dated as (
    select
        *,
        date_trunc('month', batch_date)::date as month,
    from listed
)

select
    dated.kind,
    dated.network_number,
    dated.payer_number::bigint as payer_number,
    dated.file_date,
    -- the day of the batch that an acknowledgement answers
    dated.batch_date,
    dated.month,
    dated.part_number,
    networks.network_id || '/x12/' || dated.stem || coalesce('_' || payers.payer_key, '')
    || strftime(dated.month, '_%Y-%m')
    || case when dated.part_number > 1 then '_' || pad(dated.part_number, 3) else '' end
    || '.' || dated.suffix as path,
    (
        dated.kind_digit::varchar || strftime(dated.month, '%y%m') || dated.payer_number
        || pad(dated.part_number, 3)
    )::bigint as control_number,
    dated.claims,
    dated.transactions,
    dated.claims_amount,
from dated
inner join networks on dated.network_number = networks.network_number
left join payers
    on dated.network_number = payers.network_number
    and dated.payer_number = payers.payer_number
