-- Patients of the health record, dependants included.
create or replace table ehr__patients as
select
    network_number,
    patient_id,
    member_id,
    last_name,
    first_name,
    birth_date,
    death_date,
    sex,
    address_line,
    city,
    state,
    zip_code,
    phone,
    email,
    social_security_number,
    updated_at,
from patients
