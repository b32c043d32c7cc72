-- One row per X12 file: transactions (ST), claims (CLM or CLP; of a 277CA the claims that
-- it answers) and the sum of CLP04, which is zero where there is none.
create or replace table truth_files as
select
    networks.network_id,
    x12_files.path,
    x12_files.kind,
    x12_files.transactions,
    x12_files.claims,
    x12_files.claims_amount,
from x12_files
inner join networks on x12_files.network_number = networks.network_number
order by x12_files.path
