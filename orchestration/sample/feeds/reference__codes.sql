-- The codes that the sample uses. HCPCS level II and ICD-10-CM in our own short wording;
-- so are the adjustment reasons; CPT codes stand without a description.
create or replace table reference__codes as
with listed as (
    select * from (
        values
        ('HCPCS', 'G0439', 'Yearly wellness visit, not the first', date '2011-01-01'),
        ('HCPCS', 'J1100', 'Dexamethasone injection, 1 mg', date '1996-01-01'),
        ('HCPCS', 'J3420', 'Vitamin B-12 injection', date '1986-01-01'),
        ('ICD-10-CM', 'E119', 'Type 2 diabetes, no complication', date '2015-10-01'),
        ('ICD-10-CM', 'I10', 'High blood pressure', date '2015-10-01'),
        ('ICD-10-CM', 'J069', 'Cold, site not stated', date '2015-10-01'),
        ('ICD-10-CM', 'M545', 'Low back pain', date '2015-10-01'),
        ('ICD-10-CM', 'E785', 'Raised blood lipids', date '2015-10-01'),
        ('ICD-10-CM', 'Z0000', 'Adult check-up, nothing found', date '2015-10-01'),
        ('ICD-10-CM', 'R079', 'Chest pain', date '2015-10-01'),
        ('ICD-10-CM', 'K219', 'Reflux without oesophagitis', date '2015-10-01'),
        ('ICD-10-CM', 'N390', 'Urinary infection', date '2015-10-01'),
        ('ICD-10-CM', 'M25511', 'Pain in the right shoulder', date '2015-10-01'),
        ('ICD-10-CM', 'E039', 'Underactive thyroid', date '2015-10-01'),
        ('ICD-10-CM', 'F411', 'Generalised anxiety', date '2015-10-01'),
        ('ICD-10-CM', 'Z87891', 'Former smoker', date '2015-10-01'),
        ('ICD-10-CM', 'D649', 'Anaemia', date '2015-10-01'),
        ('CARC', '1', 'Deductible', date '1995-01-01'),
        ('CARC', '2', 'Coinsurance', date '1995-01-01'),
        ('CARC', '3', 'Copay', date '1995-01-01'),
        ('CARC', '11', 'Diagnosis does not fit the procedure', date '1995-01-01'),
        ('CARC', '16', 'Information missing or wrong', date '1995-01-01'),
        ('CARC', '18', 'Duplicate', date '1995-01-01'),
        ('CARC', '22', 'Another payer comes first', date '1995-01-01'),
        ('CARC', '23', 'Settled by the payer before', date '1995-01-01'),
        ('CARC', '24', 'Paid by capitation', date '1995-01-01'),
        ('CARC', '27', 'Coverage had ended', date '1995-01-01'),
        ('CARC', '29', 'Filed too late', date '1995-01-01'),
        ('CARC', '45', 'Above the agreed price', date '1995-01-01'),
        ('CARC', '50', 'Need not shown', date '1995-01-01'),
        ('CARC', '96', 'Not covered', date '1995-01-01'),
        ('CARC', '97', 'Part of another service', date '1995-01-01'),
        ('CARC', '109', 'Another payer is responsible', date '1995-01-01'),
        ('CARC', '131', 'Discount agreed for the claim', date '1997-02-28'),
        ('CARC', '151', 'Too often for what is shown', date '1995-01-01'),
        ('CARC', '197', 'Not authorised before', date '2006-10-31'),
        ('CARC', '204', 'Not in the plan', date '2007-02-28'),
        ('CARC', '252', 'Attachment wanted', date '2012-09-30'),
        ('CARC', '253', 'Sequestration', date '2013-06-02'),
        ('CARC', 'B7', 'Provider not certified on that day', date '1995-01-01')
    ) as rows_of_codes (code_system, code, short_description, valid_from_date)
    union all
    select 'CPT' as code_system, procedure_code, null, date '2013-01-01'
    from procedures
    where procedure_code similar to '[0-9]{5}'
)

select
    networks.network_number,
    listed.code_system,
    listed.code,
    listed.short_description,
    listed.valid_from_date,
    case when listed.code = 'M545' then date '2021-09-30' end as valid_to_date,
from networks
cross join listed
