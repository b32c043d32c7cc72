-- A failure means that billed_service_key tells apart what is one service, or takes two
-- services for one.
with cases as (
    select
        given.procedure_code,
        given.modifier,
        cast(given.charge_amount as decimal(18, 2)) as charge_amount,
        cast(given.service_date as date) as service_date,
        given.is_same
    from (
        values
        ('J1100', 'lt', 18.50, '2026-01-05', true),
        ('j1100', 'LT', 18.5, '2026-01-05', true),
        ('J1101', 'LT', 18.50, '2026-01-05', false),
        ('J1100', null, 18.50, '2026-01-05', false),
        ('J1100', 'LT', 18.51, '2026-01-05', false),
        ('J1100', 'LT', 18.50, '2026-01-06', false)
    ) as given (procedure_code, modifier, charge_amount, service_date, is_same)
),

keyed as (
    select
        *,
        {{ billed_service_key(
            'procedure_code', 'modifier', 'charge_amount', 'service_date'
        ) }} as found,
        {{ billed_service_key(
            "'J1100'", "'LT'", '18.50', "cast('2026-01-05' as date)"
        ) }} as expected
    from cases
)

select *
from keyed
where (found = expected) <> is_same
