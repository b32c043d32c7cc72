-- What was agreed: a price per unit, or a percentage of the charge. Both change with the
-- year 2026. Prices are invented.
create table contract_rates as
select
    payers.network_number,
    payers.payer_number,
    procedures.procedure_code,
    years.effective_date,
    years.end_date,
    payers.pays_percentage,
    case
        when not payers.pays_percentage
            then round(
                procedures.fee_amount * payers.contract_rate * years.factor
                * (96 + draw(payers.network_number, hash(procedure_code) % 100000, 'rate', 9))
                / 100, 2
            )
    end::decimal(18, 2) as rate_amount,
    case
        when payers.pays_percentage
            then payers.contract_rate * 100 - case when years.factor > 1 then 1.5 else 0 end
    end::decimal(6, 3) as rate_percent,
from payers
cross join procedures
cross join (
    values
    (date '2025-01-01', date '2025-12-31', 1.00::decimal(3, 2)),
    (date '2026-01-01', null, 1.03::decimal(3, 2))
) as years (effective_date, end_date, factor)
