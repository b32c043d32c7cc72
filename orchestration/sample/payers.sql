-- Four payers a network. Payer 3 is the Medicare-like one (sequestration), payer 4 the
-- one that pays after it. Payer 2 pays a percentage of the charge, the others by a list.
create table payers as
with listed as (
    select * from (
        values
        (1, 1, 'meridian', 'SAMPLE MERIDIAN HEALTH PLAN', 'SMP01', 'CI', 0.720, 'ACH'),
        (1, 2, 'bluegate', 'SAMPLE BLUEGATE MUTUAL', 'SMP02', '12', 0.650, 'CHK'),
        (1, 3, 'medicare', 'SAMPLE MEDICARE PART B', 'SMP03', 'MB', 0.580, 'ACH'),
        (1, 4, 'medicaid', 'SAMPLE STATE MEDICAID', 'SMP04', 'MC', 0.420, 'ACH'),
        (2, 1, 'meridian', 'SAMPLE MERIDIAN HEALTH PLAN', '90411', 'HM', 0.690, 'CHK'),
        (2, 2, 'copperline', 'SAMPLE COPPERLINE PPO', '90412', '12', 0.755, 'ACH'),
        (2, 3, 'medicare', 'SAMPLE MEDICARE PART B', '90413', 'MB', 0.565, 'ACH'),
        (2, 4, 'harbor', 'SAMPLE HARBOR SUPPLEMENT', '90414', 'CI', 0.610, 'CHK'),
        (3, 1, 'cornerstone', 'SAMPLE CORNERSTONE HEALTH', 'CS-031', 'CI', 0.700, 'ACH'),
        (3, 2, 'bluegate', 'SAMPLE BLUEGATE MUTUAL', 'BG-032', 'BL', 0.640, 'ACH'),
        (3, 3, 'medicare', 'SAMPLE MEDICARE', 'MED-033', 'MB', 0.570, 'ACH'),
        (3, 4, 'medicaid', 'SAMPLE PRAIRIE MEDICAID', 'MCD-034', 'MC', 0.410, 'CHK')
    ) as rows_of_payers (
        style_number, payer_number, payer_key, payer_name, payer_id, filing_code,
        contract_rate, payment_method
    )
)

select
    networks.network_number,
    listed.payer_number::bigint as payer_number,
    listed.payer_key,
    listed.payer_name,
    case
        when networks.network_number > 3
            then 'N' || networks.network_number || 'P' || listed.payer_number
        else listed.payer_id
    end as payer_id,
    listed.filing_code,
    listed.contract_rate::decimal(4, 3) as contract_rate,
    listed.payment_method,
    listed.payer_number = 3 as is_medicare,
    listed.payer_number = 2 as pays_percentage,
    listed.filing_code = 'HM' as has_capitation,
    case listed.payer_number
        when 1 then [
            'CO-197', 'CO-197', 'CO-16', 'CO-16', 'CO-50', 'CO-29', 'CO-11', 'CO-97',
            'PR-96', 'PR-204'
        ]
        when 2 then ['CO-16', 'CO-16', 'CO-197', 'CO-50', 'CO-97', 'CO-29', 'CO-252', 'PR-96']
        when 3 then ['CO-50', 'CO-50', 'CO-16', 'CO-16', 'CO-97', 'CO-151', 'CO-29', 'CO-B7']
        else ['CO-16', 'CO-16', 'CO-109', 'CO-29', 'CO-50', 'CO-197', 'CO-22']
    end as denial_reasons,
from networks
inner join listed on networks.style_number = listed.style_number
