-- Whose claim it is, by the first rule that names one member: the number on the claim;
-- the patient under whose account it was billed; for a dependant without a number, the
-- subscriber's only dependant of that birth date and sex.
with

claim_patients as (
    select * from {{ ref('silver_claim_patients') }}
),

identifiers as (
    select * from {{ ref('silver_member_identifiers') }}
),

patient_numbers as (
    select * from identifiers
    where identifier_type = 'patient'
),

member_numbers as (
    select * from identifiers
    where identifier_type = 'member'
),

account_patients as (
    select
        network_id,
        account_id,
        patient_id
    from {{ ref('silver_billing_charges') }}
    union all
    select
        network_id,
        account_id,
        patient_id
    from {{ ref('silver_billing_invoices') }}
),

accounts as (
    select
        account_patients.network_id,
        account_patients.account_id,
        min(patient_numbers.member_key) as member_key
    from account_patients
    inner join patient_numbers
        on account_patients.network_id = patient_numbers.network_id
        and account_patients.patient_id = patient_numbers.identifier
    group by account_patients.network_id, account_patients.account_id
    having count(distinct patient_numbers.member_key) = 1
),

dependants as (
    select
        entries.network_id,
        entries.subscriber_id,
        entries.birth_date,
        entries.sex,
        min(member_numbers.member_key) as member_key
    from {{ ref('silver_eligibility_entries') }} as entries
    inner join member_numbers
        on entries.network_id = member_numbers.network_id
        and entries.member_id = member_numbers.identifier
    where entries.member_id <> entries.subscriber_id
    group by
        entries.network_id, entries.subscriber_id, entries.birth_date, entries.sex
    having count(distinct entries.member_id) = 1
),

linked as (
    select
        claim_patients.claim_key,
        claim_patients.network_id,
        claim_patients.is_dependant,
        member_numbers.member_key as number_member_key,
        accounts.member_key as account_member_key,
        dependants.member_key as dependant_member_key
    from claim_patients
    left join member_numbers
        on claim_patients.network_id = member_numbers.network_id
        and claim_patients.member_id = member_numbers.identifier
    left join accounts
        on claim_patients.network_id = accounts.network_id
        and claim_patients.claim_id = accounts.account_id
    left join dependants
        on claim_patients.network_id = dependants.network_id
        and case when claim_patients.is_dependant then claim_patients.subscriber_id end
        = dependants.subscriber_id
        and claim_patients.birth_date = dependants.birth_date
        and claim_patients.sex = dependants.sex
)

select
    claim_key,
    network_id,
    coalesce(number_member_key, account_member_key, dependant_member_key)
        as member_key,
    case
        when number_member_key is not null then 'member_number'
        when account_member_key is not null then 'billing_account'
        when dependant_member_key is not null then 'only_such_dependant'
    end as link_rule,
    case
        when
            coalesce(number_member_key, account_member_key, dependant_member_key)
            is null
            then case
                when is_dependant then 'dependant not known'
                else 'no member number'
            end
    end as unlinked_reason,
    is_dependant
from linked
