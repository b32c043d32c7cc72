create table procedure_slots as
select
    row_number() over (order by procedures.procedure_code, numbers.slot) - 1 as slot,
    procedures.*,
from procedures
inner join range(1, 100) as numbers (slot) on procedures.slot_count >= numbers.slot
