-- What was agreed with each payer; a rate without a plan holds for all its plans.
create or replace table fee_schedule__rates as
select
    contract_rates.network_number,
    payers.payer_id,
    payers.payer_name,
    null::varchar as plan_id,
    contract_rates.procedure_code,
    null::varchar as modifier,
    case when contract_rates.pays_percentage then 'percent_of_charge' else 'fee_schedule' end
        as pricing_method,
    contract_rates.rate_amount,
    contract_rates.rate_percent,
    contract_rates.effective_date,
    contract_rates.end_date,
from contract_rates
inner join payers
    on contract_rates.network_number = payers.network_number
    and contract_rates.payer_number = payers.payer_number
