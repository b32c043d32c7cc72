-- One row per span as the payer's file names it: subscriber and dependant alike.
create table coverage as
with spans as (
    select
        network_number, member_number, 1 as span_number, 1 as coverage_rank,
        payer_number, plan_code, from_date, to_date,
    from members
    union all
    select
        network_number, member_number, 2 as span_number, 1 as coverage_rank,
        next_payer_number as payer_number, plan_code, next_from_date as from_date,
        null as to_date,
    from members
    where next_from_date is not null
    union all
    select
        network_number, member_number, 3 as span_number, 2 as coverage_rank,
        secondary_payer_number as payer_number, 'A' as plan_code, from_date,
        null as to_date,
    from members
    where secondary_payer_number is not null
)

select
    spans.*,
    persons.is_dependant,
from spans
inner join members
    on spans.network_number = members.network_number
    and spans.member_number = members.member_number
inner join (values (false), (true)) as persons (is_dependant)
    on members.has_dependant or not persons.is_dependant
