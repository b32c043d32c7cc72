-- Every answer of a payer to a claim (one CLP). A reversal and a crossover price the
-- same lines as the first answer, so that they agree with it by construction.
create table remits as
with answered as (
    select * from claims where check_date is not null
),

answers as (
    select
        *,
        'first' as kind,
        0 as sequence,
        payer_number as answering_payer_number,
        check_date as paid_date,
    from answered
    where version = 0
    union all
    select
        *,
        'replacement' as kind,
        1 as sequence,
        payer_number as answering_payer_number,
        last_day(sent_date + 15) as paid_date,
    from answered
    where version = 1
    union all
    select
        *,
        'reversal' as kind,
        2 as sequence,
        payer_number as answering_payer_number,
        last_day(last_day(last_day(check_date) + 15) + 15) as paid_date,
    from answered
    where version = 0 and story in ('reversed', 'voided')
    union all
    select
        *,
        'correction' as kind,
        3 as sequence,
        payer_number as answering_payer_number,
        last_day(last_day(last_day(check_date) + 15) + 15) as paid_date,
    from answered
    where version = 0 and story = 'reversed'
    union all
    select
        *,
        'secondary' as kind,
        4 as sequence,
        4 as answering_payer_number,
        last_day(last_day(check_date) + 15) as paid_date,
    from answered
    where version = 0 and is_forwarded
)

select
    network_number,
    claim_number * 10 + sequence as remit_key,
    claim_key,
    claim_number,
    kind,
    story,
    payer_number as first_payer_number,
    answering_payer_number as payer_number,
    group_number,
    is_forwarded,
    case
        when kind = 'reversal' then '22'
        when kind = 'secondary' then '2'
        when is_forwarded then '19'
        else '1'
    end as status_code,
    case when kind = 'reversal' then -1 else 1 end as sign,
    -- a reversal repeats the number of the answer that it takes back
    'P' || answering_payer_number || lpad(claim_number::varchar, 9, '0')
    || case when kind = 'reversal' then 0 else sequence end as payer_claim_id,
    paid_date as check_date,
from answers
where paid_date <= date '2026-06-30'
