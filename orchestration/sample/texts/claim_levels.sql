-- Where each claim of one 837 file stands in the hierarchy: payee, subscriber, patient.
create or replace temp table claim_levels as
with file_claims as (
    select * from submissions
    where
        network_number = getvariable('network_number')
        and submitted_date = getvariable('batch_date')
        and part_number = getvariable('part_number')
),

grouped as (
    select
        *,
        row_number() over (
            partition by transaction_number, group_number order by claim_key
        ) = 1 as opens_group,
    from file_claims
),

levelled as (
    select
        *,
        sum(opens_group::integer + 1 + is_dependant::integer) over (
            partition by transaction_number order by group_number, claim_key
        ) - is_dependant::integer as subscriber_level,
    from grouped
)

select
    *,
    max(case when opens_group then subscriber_level - 1 end) over (
        partition by transaction_number, group_number
    ) as group_level,
from levelled
