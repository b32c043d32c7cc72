-- Payer 3 is the Medicare-like one (sequestration), payer 4 the one it forwards to.
create table payers as
select
    network_number::bigint as network_number,
    payer_number::bigint as payer_number,
    payer_key,
    payer_name,
    payer_id,
    filing_code,
    contract_rate::decimal(4, 3) as contract_rate,
    payment_method,
    payer_number = 3 as is_medicare,
from (
    values
    (1, 1, 'meridian', 'SAMPLE MERIDIAN HEALTH PLAN', 'SMP01', 'CI', 0.720, 'ACH'),
    (1, 2, 'bluegate', 'SAMPLE BLUEGATE MUTUAL', 'SMP02', '12', 0.650, 'CHK'),
    (1, 3, 'medicare', 'SAMPLE MEDICARE PART B', 'SMP03', 'MB', 0.580, 'ACH'),
    (1, 4, 'medicaid', 'SAMPLE STATE MEDICAID', 'SMP04', 'MC', 0.420, 'ACH'),
    (2, 1, 'meridian', 'SAMPLE MERIDIAN HEALTH PLAN', '90411', 'HM', 0.690, 'CHK'),
    (2, 2, 'copperline', 'SAMPLE COPPERLINE PPO', '90412', '12', 0.755, 'ACH'),
    (2, 3, 'medicare', 'SAMPLE MEDICARE PART B', '90413', 'MB', 0.565, 'ACH'),
    (2, 4, 'harbor', 'SAMPLE HARBOR SUPPLEMENT', '90414', 'CI', 0.610, 'CHK')
) as listed (
    network_number, payer_number, payer_key, payer_name,
    payer_id, filing_code, contract_rate, payment_method
)
