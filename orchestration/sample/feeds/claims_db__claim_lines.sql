-- The lines of the claims database: every version repeats the lines of its visit.
create or replace table claims_db__claim_lines as
select
    claim_states.network_number,
    claim_states.claim_id,
    claim_states.frequency_code,
    lines.line_number as claim_line_number,
    claim_states.chain_id || 'L' || lines.line_number as line_control_number,
    lines.procedure_code,
    lines.modifier,
    lines.units,
    lines.charge_amount,
    claim_states.service_date::date as service_date,
    claim_states.first_diagnosis as diagnosis_code,
    claim_states.modified_at,
from claim_states
inner join lines
    on claim_states.network_number = lines.network_number
    and claim_states.claim_number = lines.claim_number
