-- A failure means that the generic test `conserved` passes files that lost or made a
-- row or an amount, or fails whole files. It does not mean that any real file is amiss.
with

landed as (
    select
        'network' as network_id,
        cells.source_name,
        'digest' as source_sha256,
        cells.charge_amount
    from (
        values
        ('whole', '10.00'),
        ('whole', '$1,000.00'),
        ('whole', 'unreadable'),
        ('row lost', null),
        ('row twice', '1.00'),
        ('amount lost', '1.00'),
        ('amounts swapped between files', '1.00'),
        ('amounts swapped, the other file', '2.00')
    ) as cells (source_name, charge_amount)
),

used as (
    select
        'network' as network_id,
        cells.source_name,
        'digest' as source_sha256,
        cells.charge_amount
    from (
        values
        ('whole', 10.00),
        ('row twice', 1.00),
        ('amount lost', 0.99),
        ('amounts swapped between files', 2.00),
        ('amounts swapped, the other file', 1.00),
        ('row from nowhere', null)
    ) as cells (source_name, charge_amount)
),

fates as (
    select
        'network' as network_id,
        cells.source_name,
        'digest' as source_sha256,
        cells.charge_amount,
        cells.row_fate
    from (
        values
        ('whole', 1000.00, 'superseded'),
        ('whole', null, 'quarantined'),
        -- what is used is counted in the model, not here
        ('whole', 10.00, 'used'),
        ('row twice', 0.00, 'superseded')
    ) as cells (source_name, charge_amount, row_fate)
),

failing as (
    {{ test_conserved(
        model='used', landed='landed', rows='fates', amounts=['charge_amount']
    ) | indent(4) }}
),

expected as (
    select files.source_name
    from (
        values
        ('row lost'),
        ('row twice'),
        ('amount lost'),
        ('amounts swapped between files'),
        ('amounts swapped, the other file'),
        ('row from nowhere')
    ) as files (source_name)
)

select
    expected.source_name as expected_to_fail,
    failing.source_name as found_to_fail
from expected
full outer join failing
    on expected.source_name = failing.source_name
where expected.source_name is null or failing.source_name is null
