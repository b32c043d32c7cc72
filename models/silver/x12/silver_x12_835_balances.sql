-- Every sum that an 835 must satisfy (005010X221A1, 1.10.2.1), and what was found.
-- AMT segments inform, they never balance.
with

claims as (
    select * from {{ new_files(ref('silver_x12_835_claim_totals')) }}
),

services as (
    select * from {{ new_files(ref('silver_x12_835_services')) }}
),

transactions as (
    select * from {{ new_files(ref('silver_x12_835_transaction_totals')) }}
),

line_adjustments as (
    select
        transaction_key,
        part_number,
        claim_number,
        service_number,
        sum(adjustment_amount) as adjustment_amount
    from {{ new_files(ref('silver_x12_835_adjustments')) }}
    group by transaction_key, part_number, claim_number, service_number
),

sums as (
    select
        services.transaction_key,
        services.part_number,
        services.claim_number,
        services.service_number,
        'line' as balance_rule,
        services.charge_amount - coalesce(line_adjustments.adjustment_amount, 0)
            as expected_amount,
        services.paid_amount as reported_amount
    from services
    left join line_adjustments
        on services.transaction_key = line_adjustments.transaction_key
        and services.part_number = line_adjustments.part_number
        and services.claim_number = line_adjustments.claim_number
        and services.service_number = line_adjustments.service_number

    union all

    select
        transaction_key,
        part_number,
        claim_number,
        0 as service_number,
        'claim' as balance_rule,
        charge_amount - adjustment_amount as expected_amount,
        paid_amount as reported_amount
    from claims

    union all

    -- an adjustment of the whole claim lowers CLP04 and no line
    select
        transaction_key,
        part_number,
        claim_number,
        0 as service_number,
        'claim_lines' as balance_rule,
        line_paid_amount - claim_level_adjustment_amount as expected_amount,
        paid_amount as reported_amount
    from claims
    where service_count > 0

    union all

    select
        transaction_key,
        part_number,
        claim_number,
        0 as service_number,
        'patient_share' as balance_rule,
        patient_adjustment_amount as expected_amount,
        coalesce(patient_responsibility_amount, 0) as reported_amount
    from claims
    where claim_status_code <> '22'

    union all

    select
        transaction_key,
        1 as part_number,
        0 as claim_number,
        0 as service_number,
        'transaction' as balance_rule,
        claim_paid_amount - provider_adjustment_amount as expected_amount,
        payment_amount as reported_amount
    from transactions
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    balance_rule,
    cast(expected_amount as decimal(18, 2)) as expected_amount,
    cast(reported_amount as decimal(18, 2)) as reported_amount,
    cast(reported_amount - expected_amount as decimal(18, 2)) as difference_amount
from sums
