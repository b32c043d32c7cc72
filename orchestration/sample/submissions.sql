-- Every 837 claim. Versions: 0 first, 1 sent again after a rejection, 2 sent twice,
-- 3 replacement (7), 4 void (8), 5 billed to the secondary payer.
create table submissions as
with versions as (
    select *, 0 as version, '1' as frequency_code, sent_date as submitted_date,
    from claim_stories
    union all
    select *, 1 as version, '1' as frequency_code, accepted_date as submitted_date,
    from claim_stories
    where rejection_kind is not null and accepted_date is not null
    union all
    select
        *, 2 as version, '1' as frequency_code,
        next_month_end(accepted_date) as submitted_date,
    from claim_stories
    where story = 'duplicate'
    union all
    select
        *, 3 as version, '7' as frequency_code,
        next_month_end(first_check_date) as submitted_date,
    from claim_stories
    where story in ('replaced', 'replaced_denied') and first_check_date is not null
    union all
    select
        *, 4 as version, '8' as frequency_code,
        next_month_end(first_check_date) as submitted_date,
    from claim_stories
    where story = 'voided' and first_check_date is not null
    union all
    select
        *, 5 as version, '1' as frequency_code,
        next_month_end(first_check_date) as submitted_date,
    from claim_stories
    where is_billed_to_secondary and first_check_date is not null
),

-- the guide advises at most 5,000 claims a transaction; what has the syntax error that
-- the 999 rejects stands in a transaction of its own
sorted as (
    select
        *,
        claim_number * 10 + version as claim_key,
        (group_number - 1) // 10 + 1 as part_number,
        version = 0 and coalesce(rejection_kind = '999', false) as has_syntax_error,
    from versions
    where submitted_date <= world_end()
),

chunked as (
    select
        *,
        (
            row_number() over (
                partition by network_number, submitted_date, part_number, form,
                has_syntax_error
                order by group_number, claim_key
            ) - 1
        ) // 5000 as chunk_number,
    from sorted
),

numbered as (
    select
        *,
        dense_rank() over (
            partition by network_number, submitted_date, part_number
            order by form desc, has_syntax_error, chunk_number
        ) as transaction_number,
    from chunked
),

amounts as (
    select network_number, claim_number, sum(charge_amount)::decimal(18, 2) as charge_amount
    from lines
    group by network_number, claim_number
)

select
    numbered.network_number,
    numbered.claim_key,
    numbered.claim_number,
    numbered.version,
    numbered.claim_id as chain_id,
    numbered.claim_id || case
        when numbered.version in (3, 4) then numbered.replacement_suffix
        else ''
    end as claim_id,
    numbered.frequency_code,
    -- the number under which the payer answered the first version
    case
        when numbered.version in (3, 4)
            then numbered.payer_claim_prefix || numbered.payer_number
            || pad(numbered.claim_number, 9) || '0'
    end as original_reference_number,
    numbered.form,
    numbered.member_number,
    numbered.is_dependant,
    numbered.provider_number,
    numbered.group_number,
    case
        when numbered.version = 5 then numbered.secondary_payer_number
        else numbered.payer_number
    end as payer_number,
    numbered.payer_number as first_payer_number,
    numbered.first_diagnosis,
    numbered.second_diagnosis,
    numbered.service_date,
    numbered.submitted_date,
    amounts.charge_amount,
    numbered.has_syntax_error,
    case
        when numbered.version > 0 or numbered.rejection_kind is null then 'accepted'
        else numbered.rejection_kind
    end as acknowledgement,
    case
        when numbered.version > 0 or numbered.rejection_kind is null then 'A2:20'
        else numbered.rejection_status
    end as clearinghouse_status,
    least(numbered.submitted_date + 1, world_end()) as acknowledged_date,
    numbered.part_number,
    numbered.transaction_number,
    strftime(numbered.submitted_date, '%Y%m') || pad(numbered.part_number, 3)
    || pad(numbered.transaction_number, 4) as batch_control_number,
from numbered
inner join amounts
    on numbered.network_number = amounts.network_number
    and numbered.claim_number = amounts.claim_number
order by numbered.network_number, numbered.submitted_date, numbered.part_number, numbered.claim_key
