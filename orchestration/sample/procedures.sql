-- Codes and invented prices only: their descriptions are under copyright.
create table procedures as
select
    row_number() over (order by procedure_code) - 1 as procedure_number,
    procedure_code,
    fee_amount::decimal(18, 2) as fee_amount,
    is_visit,
    is_drug,
from (
    values
    ('99203', 215.00, true, false), ('99213', 165.00, true, false),
    ('99214', 235.00, true, false), ('99215', 310.00, true, false),
    ('G0439', 190.00, true, false), ('80053', 48.00, false, false),
    ('80061', 62.50, false, false), ('83036', 39.00, false, false),
    ('85025', 34.25, false, false), ('36415', 18.00, false, false),
    ('93000', 74.00, false, false), ('71046', 98.00, false, false),
    ('73610', 110.00, false, false), ('20610', 225.00, false, false),
    ('J1100', 6.75, false, true), ('J3420', 11.40, false, true)
) as listed (procedure_code, fee_amount, is_visit, is_drug)
