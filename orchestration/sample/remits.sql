-- Every answer of a payer to a claim: one CLP. Sequences: 0 first, 1 to a replacement,
-- 2 reversal, 3 correction, 4 secondary payer, 5 second part of a split claim,
-- 6 to a duplicate.
create table remits as
with chains as (
    select
        *,
        next_month_end(first_check_date) as month_after,
        next_month_end(next_month_end(first_check_date)) as two_months_after,
    from claim_stories
    where first_check_date is not null
),

answers as (
    select *, 'first' as kind, 0 as sequence, first_check_date as paid_date from chains
    union all
    select *, 'replacement' as kind, 1 as sequence, two_months_after as paid_date
    from chains
    where story in ('replaced', 'replaced_denied')
    union all
    -- a whole denial leaves nothing to take back when the claim is replaced
    select *, 'reversal' as kind, 2 as sequence, two_months_after as paid_date
    from chains
    where
        story in ('appealed', 'corrected', 'taken_back', 'refunded')
        or (story in ('replaced', 'replaced_denied') and denial_kind = 'partial')
    union all
    -- taken back between two payment days: nothing else is on that check, so that it owes
    -- and what it owes is forwarded
    select
        *, 'reversal' as kind, 2 as sequence,
        date_trunc('month', two_months_after)::date + 19 as paid_date,
    from chains
    where story = 'voided'
    union all
    select *, 'correction' as kind, 3 as sequence, two_months_after as paid_date
    from chains
    where story in ('appealed', 'corrected', 'taken_back', 'refunded')
    union all
    select *, 'secondary' as kind, 4 as sequence, month_after as paid_date
    from chains
    where is_forwarded
    union all
    select *, 'secondary' as kind, 4 as sequence, two_months_after as paid_date
    from chains
    where is_billed_to_secondary
    union all
    -- the second half comes with the first or a month later
    select
        *, 'rest' as kind, 5 as sequence,
        case
            when draw(network_number, claim_number, 'rest', 2) = 0 then first_check_date
            else month_after
        end as paid_date,
    from chains
    where story = 'split'
    union all
    select
        *, 'duplicate' as kind, 6 as sequence,
        greatest(next_month_end(next_month_end(accepted_date)), month_after) as paid_date,
    from chains
    where story = 'duplicate'
)

select
    network_number,
    claim_number * 10 + sequence as remit_key,
    claim_number,
    claim_id,
    kind,
    story,
    form,
    member_number,
    is_dependant,
    provider_number,
    group_number,
    service_date,
    accepted_date,
    payer_number as first_payer_number,
    case when kind = 'secondary' then secondary_payer_number else payer_number end
        as payer_number,
    is_forwarded,
    denial_kind,
    denial_group,
    denial_reason,
    is_medicare,
    slow_draw < 15 as is_slow,
    case kind
        when 'replacement' then '7'
        else '1'
    end as frequency_code,
    case
        when kind = 'reversal' then '22'
        when kind = 'secondary' then '2'
        when is_forwarded then '19'
        else '1'
    end as status_code,
    case when kind = 'reversal' then -1 else 1 end as sign,
    -- a reversal repeats the number of the answer that it takes back
    payer_claim_prefix
    || case when kind = 'secondary' then secondary_payer_number else payer_number end
    || pad(claim_number, 9) || case when kind = 'reversal' then 0 else sequence end
        as payer_claim_id,
    -- what was agreed, less or more; the same for an answer and its reversal
    case
        when kind in ('replacement', 'correction') then 'agreed'
        when story = 'corrected' then 'too little'
        when story in ('taken_back', 'refunded') then 'too much'
        else 'as drawn'
    end as pricing,
    kind in ('first', 'reversal') or story = 'replaced_denied' as keeps_denial,
    paid_date as check_date,
    (group_number - 1) // 10 + 1 as part_number,
from answers
where paid_date <= world_end()
