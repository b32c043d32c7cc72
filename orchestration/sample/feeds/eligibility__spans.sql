-- Two full files of each payer's enrolment; the later one replaces the earlier. A span
-- that had not started is not in a file, one that had not ended has no end in it.
create or replace table eligibility__spans as
select
    coverage.network_number,
    patients.member_id,
    patients.subscriber_id,
    case when coverage.is_dependant then '19' else '18' end as relationship_code,
    patients.last_name,
    patients.first_name,
    patients.birth_date,
    patients.sex,
    payers.payer_id,
    payers.payer_name,
    payers.payer_id || '-' || coverage.plan_code as plan_id,
    payers.payer_name || ' PLAN ' || coverage.plan_code as plan_name,
    coverage.coverage_rank::integer as coverage_rank,
    coverage.from_date::date as coverage_start_date,
    case when coverage.to_date <= files.file_date then coverage.to_date end::date
        as coverage_end_date,
    files.file_date,
from coverage
inner join (values (date '2025-12-31'), (date '2026-06-30')) as files (file_date)
    on files.file_date >= coverage.from_date
inner join patients
    on coverage.network_number = patients.network_number
    and coverage.member_number = patients.member_number
    and coverage.is_dependant = patients.is_dependant
inner join payers
    on coverage.network_number = payers.network_number
    and coverage.payer_number = payers.payer_number
