-- The provider's own record of each claim on the world's last day: one row per claim id
-- and frequency. What is sent again unchanged, or to the next payer, is the same claim.
create table claim_states as
with latest as (
    select
        *,
        max(submitted_date) filter (where version in (0, 1)) over (
            partition by network_number, claim_number
        ) as latest_submitted_date,
    from submissions
    where version in (0, 1, 3, 4)
),

stated as (
    select
        latest.*,
        chains.chain_status,
        chains.write_off_date,
        chains.first_check_date,
        chains.last_check_date,
        case
            when latest.version = 4 then 'SUBMITTED'
            when chains.chain_status = 'voided' then 'VOIDED'
            when latest.version = 0 and chains.replaced_date is not null then 'REPLACED'
            when chains.chain_status = 'rejected' then 'REJECTED'
            when chains.last_check_date is null then 'SUBMITTED'
            when
                latest.version = 3
                and chains.last_check_date <= latest.submitted_date
                then 'SUBMITTED'
            when chains.written_off_amount > 0 then 'WRITTEN_OFF'
            when chains.chain_status in ('denied', 'patient_billed') then 'DENIED'
            when chains.chain_status = 'partially_paid' then 'PARTIAL'
            else 'PAID'
        end as claim_status,
    from latest
    inner join chains
        on latest.network_number = chains.network_number
        and latest.claim_number = chains.claim_number
    where latest.version <> 1
)

select
    * exclude (claim_status),
    claim_status,
    case
        when claim_status = 'WRITTEN_OFF' then write_off_date
        when claim_status in ('PAID', 'PARTIAL', 'DENIED', 'VOIDED') then last_check_date
        when version = 0 then latest_submitted_date
        else submitted_date
    end as status_date,
    case when version = 0 then latest_submitted_date else submitted_date end as billed_date,
    greatest(
        status_date, case when version = 0 then latest_submitted_date else submitted_date end
    )::timestamp
    + to_minutes(360 + draw(network_number, claim_key, 'minute', 700)) as modified_at,
from stated
