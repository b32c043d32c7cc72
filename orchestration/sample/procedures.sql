-- Codes and invented prices only: their descriptions are under copyright. A code is drawn
-- as often as it has slots; the last four are genetic tests, with gene and position.
create table procedures as
select
    procedure_code,
    fee_amount::decimal(18, 2) as fee_amount,
    revenue_code,
    is_visit,
    is_drug,
    slot_count,
    gene_symbol,
    chromosome,
    gene_position::bigint as gene_position,
from (
    values
    ('99203', 215.00, '0510', true, false, 3, null, null, null),
    ('99213', 165.00, '0510', true, false, 6, null, null, null),
    ('99214', 235.00, '0510', true, false, 5, null, null, null),
    ('99215', 310.00, '0510', true, false, 2, null, null, null),
    ('G0439', 190.00, '0510', true, false, 2, null, null, null),
    ('80053', 48.00, '0301', false, false, 5, null, null, null),
    ('80061', 62.50, '0301', false, false, 4, null, null, null),
    ('83036', 39.00, '0301', false, false, 4, null, null, null),
    ('85025', 34.25, '0305', false, false, 5, null, null, null),
    ('36415', 18.00, '0300', false, false, 5, null, null, null),
    ('93000', 74.00, '0730', false, false, 3, null, null, null),
    ('71046', 98.00, '0324', false, false, 3, null, null, null),
    ('73610', 110.00, '0320', false, false, 3, null, null, null),
    ('20610', 225.00, '0361', false, false, 2, null, null, null),
    ('J1100', 6.75, '0636', false, true, 2, null, null, null),
    ('J3420', 11.40, '0636', false, true, 2, null, null, null),
    ('81225', 390.00, '0310', false, false, 1, 'CYP2C19', '10', 94781859),
    ('81226', 450.00, '0310', false, false, 1, 'CYP2D6', '22', 42126611),
    ('81240', 95.00, '0310', false, false, 1, 'F2', '11', 46739505),
    ('81241', 95.00, '0310', false, false, 1, 'F5', '1', 169549811)
) as listed (
    procedure_code, fee_amount, revenue_code, is_visit, is_drug, slot_count,
    gene_symbol, chromosome, gene_position
)
