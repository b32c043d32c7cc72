-- What becomes of each billed visit. Everything that happens to a claim chain is decided
-- here, once: the other tables only write it out, and truth reads it from here.
--   rejected          turned away by the clearinghouse and not sent again
--   open              accepted, never answered
--   denied            denied in whole or part, and left so
--   written_off       the same, given up some weeks later
--   patient_billed    denied into the patient's share (PR-96, PR-204)
--   replaced          denied, sent again corrected (7), then paid
--   replaced_denied   the same, denied again
--   appealed          denied, taken back (22) and paid in a later month
--   corrected         underpaid, taken back and paid in full
--   taken_back        overpaid, corrected, the difference recovered by a later check (WO)
--   refunded          overpaid, corrected, the difference sent back by cheque (72)
--   voided            paid in error, voided (8) and taken back
--   duplicate         sent twice, the second answered as duplicate (CARC 18)
--   split             answered as two claims
--   capitated         paid by the month, not by the claim (CO-24)
--   plain             answered once; a secondary payer may follow
create table claim_stories as
with drawn as (
    select
        *,
        draw(network_number, claim_number, 'rejected', 1000) as rejection_draw,
        draw(network_number, claim_number, 'resent', 10) < 8 as is_corrected_and_resent,
        draw(network_number, claim_number, 'denied', 1000) as denial_draw,
        draw(network_number, claim_number, 'story', 1000) as story_draw,
        draw(network_number, claim_number, 'secondary way', 100) as secondary_way_draw,
        draw(network_number, claim_number, 'open', 1000) < 25 as is_unanswered,
        draw(network_number, claim_number, 'slow', 100) as slow_draw,
        10 + draw(network_number, claim_number, 'review', 16) as review_days,
    from encounters
    where not is_unbilled
),

submitted as (
    select
        drawn.*,
        payers.denial_reasons,
        payers.is_medicare,
        payers.has_capitation,
        case
            when rejection_draw < 8 then '999'
            when rejection_draw < 45 then '277'
        end as rejection_kind,
        case
            when rejection_draw < 8 then null
            when rejection_draw < 20 then 'A3:21'
            when rejection_draw < 28 then 'A6:255'
            when rejection_draw < 40 then 'A7:562'
            when rejection_draw < 45 then 'A8:116'
        end as rejection_status,
        case
            when rejection_draw >= 45 then sent_date
            when is_corrected_and_resent and next_month_end(sent_date) <= world_end()
                then next_month_end(sent_date)
        end as accepted_date,
        case
            when not is_covered or denial_draw < 35 then 'whole'
            when denial_draw < 95 then 'partial'
            else 'none'
        end as denial_kind,
    from drawn
    inner join payers
        on drawn.network_number = payers.network_number
        and drawn.payer_number = payers.payer_number
),

reasoned as (
    select
        *,
        case
            when denial_kind = 'none' then null
            when not is_covered then 'CO-27'
            else pick(denial_reasons, network_number, claim_number, 'reason')
        end as denial,
        accepted_date + review_days as decided_date,
    from submitted
),

told as (
    select
        * exclude (denial_reasons, rejection_draw, denial_draw, review_days),
        split_part(denial, '-', 1) as denial_group,
        split_part(denial, '-', 2) as denial_reason,
        case
            when accepted_date is null then 'rejected'
            when is_unanswered then 'open'
            when denial_group = 'PR' then 'patient_billed'
            when denial_kind <> 'none' and story_draw < 270 then 'replaced'
            when denial_kind <> 'none' and story_draw < 370 then 'replaced_denied'
            when denial_kind <> 'none' and story_draw < 520 then 'appealed'
            when denial_kind <> 'none' and story_draw < 820 then 'written_off'
            when denial_kind <> 'none' then 'denied'
            when story_draw < 15 then 'corrected'
            when story_draw < 28 then 'voided'
            when story_draw < 50 then 'taken_back'
            when story_draw < 62 then 'refunded'
            when story_draw < 78 then 'duplicate'
            when story_draw < 100 and line_count > 1 then 'split'
            when story_draw < 150 and has_capitation then 'capitated'
            else 'plain'
        end as story,
        -- decided in 10 to 25 days, paid by the next of two checks a month; some are late
        case
            when is_unanswered then null
            when slow_draw < 2 then next_month_end(next_month_end(decided_date))
            when slow_draw < 15 then next_month_end(decided_date)
            when day(decided_date) > 15 then last_day(decided_date)
            else date_trunc('month', decided_date)::date + 14
        end as answer_date,
    from reasoned
)

select
    * exclude (answer_date, decided_date, is_unanswered, story_draw, secondary_way_draw),
    story = 'plain' and is_medicare and secondary_payer_number is not null
    and secondary_way_draw < 70 as is_forwarded,
    story = 'plain' and is_medicare and secondary_payer_number is not null
    and secondary_way_draw between 70 and 89 as is_billed_to_secondary,
    case when answer_date <= world_end() then answer_date end as first_check_date,
    case
        when answer_date <= world_end() and story = 'written_off'
            then answer_date + 45 + draw(network_number, claim_number, 'give up', 30)
    end as write_off_date,
from told
