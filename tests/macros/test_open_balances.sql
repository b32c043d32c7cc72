-- A failure means that balances as of a day count what was posted after it, lose what
-- was posted on it, or are aged wrongly. It does not mean that the ledger is wrong.
-- Claim 1: 100 charged; paid 60 with 10 contractual and 30 left to the patient, taken
-- back on 5 March, decided anew with 90 and 10 on 10 April. Claim 2: 50 paid with 55.
with ledger as (
    select
        rows_given.chain_key,
        'north' as network_id,
        'acme' as claim_payer_key,
        cast(rows_given.posted_date as date) as posted_date,
        cast('2026-01-01' as date) as service_date,
        cast('2026-01-31' as date) as billed_date,
        cast(rows_given.payer_amount as decimal(18, 2)) as payer_balance_amount,
        cast(rows_given.patient_amount as decimal(18, 2)) as patient_balance_amount
    from (
        values
        (1, '2026-01-31', 100.00, 0.00),
        (1, '2026-02-10', -60.00, 0.00),
        (1, '2026-02-10', -10.00, 0.00),
        (1, '2026-02-10', -30.00, 30.00),
        (1, '2026-03-05', 70.00, 0.00),
        (1, '2026-03-05', 30.00, -30.00),
        (1, '2026-04-10', -100.00, 0.00),
        (1, null, 999.00, 0.00),
        (2, '2026-01-31', 50.00, 0.00),
        (2, '2026-03-05', -55.00, 0.00)
    ) as rows_given (chain_key, posted_date, payer_amount, patient_amount)
),

found as (
    select
        'before the answer' as given,
        balances.*
    from ({{ open_balances('2026-02-09', ledger='ledger') }}) as balances
    union all
    select
        'day of the answer' as given,
        balances.*
    from ({{ open_balances('2026-02-10', 'billed', 'ledger') }}) as balances
    union all
    select
        'day of the reversal' as given,
        balances.*
    from ({{ open_balances("cast('2026-03-05' as date)", 'service', 'ledger') }})
        as balances
    union all
    select
        'decided anew' as given,
        balances.*
    from ({{ open_balances('2026-04-10', ledger='ledger') }}) as balances
),

expected as (
    select
        rows_expected.given,
        rows_expected.chain_key,
        cast(rows_expected.payer_amount as decimal(18, 2)) as open_payer_amount,
        cast(rows_expected.patient_amount as decimal(18, 2)) as open_patient_amount,
        cast(rows_expected.credit_amount as decimal(18, 2)) as payer_credit_amount,
        rows_expected.days_since_service,
        rows_expected.days_since_billed,
        rows_expected.aging_bucket
    from (
        values
        ('before the answer', 1, 100.00, 0.00, 0.00, 39, 9, '31-60'),
        ('before the answer', 2, 50.00, 0.00, 0.00, 39, 9, '31-60'),
        ('day of the answer', 1, 0.00, 30.00, 0.00, 40, 10, '0-30'),
        ('day of the answer', 2, 50.00, 0.00, 0.00, 40, 10, '0-30'),
        ('day of the reversal', 1, 100.00, 0.00, 0.00, 63, 33, '61-90'),
        ('day of the reversal', 2, -5.00, 0.00, -5.00, 63, 33, '61-90'),
        ('decided anew', 2, -5.00, 0.00, -5.00, 99, 69, '91-120')
    ) as rows_expected (
        given, chain_key, payer_amount, patient_amount, credit_amount,
        days_since_service, days_since_billed, aging_bucket
    )
),

joined as (
    select
        expected.given as expected_given,
        found.given as found_given,
        found.chain_key,
        expected.open_payer_amount = found.open_payer_amount
        and expected.open_patient_amount = found.open_patient_amount
        and expected.open_payer_amount + expected.open_patient_amount
        = found.open_amount
        and expected.payer_credit_amount = found.payer_credit_amount
        and found.patient_credit_amount = 0
        and found.is_credit = (expected.payer_credit_amount < 0)
        and expected.days_since_service = found.days_since_service
        and expected.days_since_billed = found.days_since_billed
        and expected.aging_bucket = found.aging_bucket as is_same
    from expected
    full outer join found
        on expected.given = found.given
        and expected.chain_key = found.chain_key
)

select *
from joined
where expected_given is null or found_given is null or not is_same
