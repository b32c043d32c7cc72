-- A failure means that the generic test `landed_rows_are_whole` passes rows that it
-- must fail, fails rows that it must pass, or blames the wrong truth. It does not mean
-- that a landed row is wrong.
with good as (
    select
        'clinic' as network_id,
        'deposits.xlsx' as source_name,
        repeat('0af9', 16) as source_sha256,
        '20260101T000000-0' as load_id,
        'D1' as deposit_id,
        cast(null as {{ dbt.type_string() }}) as payer_name,
        cast(null as {{ dbt.type_string() }}) as source_extra,
        cast(null as {{ dbt.type_string() }}) as landing_error,
        cast('2026-01-01' as timestamp) as ingested_at
),

-- the row, what differs from a good one, and the truth that must be false
cases as (
    {%- for row, given, expected in [
        (1, {}, none),
        (2, {'deposit_id': "''"}, none),
        (3, {'deposit_id': 'null', 'payer_name': "'ACME'"}, none),
        (4, {'deposit_id': 'null', 'source_extra': "'{}'"}, none),
        (5, {'deposit_id': 'null', 'landing_error': "'two cells of three'"}, none),
        (6, {'deposit_id': 'null'}, 'has_cell_unless_rejected'),
        (7, {'landing_error': "'too short'"}, 'has_no_cell_if_rejected'),
        (8, {'deposit_id': 'null', 'payer_name': "''", 'landing_error': "'too short'"},
            'has_no_cell_if_rejected'),
        (9, {'deposit_id': 'null', 'source_extra': "'{}'", 'landing_error': "''"},
            'has_no_cell_if_rejected'),
        (10, {'network_id': "''"}, 'has_origin'),
        (11, {'network_id': 'null'}, 'has_origin'),
        (12, {'source_name': 'null'}, 'has_origin'),
        (13, {'load_id': 'null'}, 'has_origin'),
        (14, {'ingested_at': 'null'}, 'has_origin'),
        (15, {'source_sha256': 'null'}, 'has_digest'),
        (16, {'source_sha256': "repeat('a', 63)"}, 'has_digest'),
        (17, {'source_sha256': "repeat('a', 65)"}, 'has_digest'),
        (18, {'source_sha256': "repeat('g', 64)"}, 'has_digest'),
        (0, {}, 'has_row'),
        (-1, {}, 'has_row'),
    ] %}
    {%- if not loop.first %}
    union all
    {%- endif %}
    select
        {{ row }} as source_row,
        {%- for column in [
            'network_id', 'source_name', 'source_sha256', 'load_id', 'deposit_id',
            'payer_name', 'source_extra', 'landing_error', 'ingested_at',
        ] %}
        {{ given.get(column, column) }} as {{ column }},
        {%- endfor %}
        {{ "'" ~ expected ~ "'" if expected else 'null' }} as expected
    from good
    {%- endfor %}
),

failing as (
    {{ test_landed_rows_are_whole(
        model='cases', columns=['deposit_id', 'payer_name']
    ) | indent(4) }}
),

blamed as (
    select
        source_row,
        case
            when not has_origin then 'has_origin'
            when not has_digest then 'has_digest'
            when not has_row then 'has_row'
            when not has_cell_unless_rejected then 'has_cell_unless_rejected'
            when not has_no_cell_if_rejected then 'has_no_cell_if_rejected'
        end as found
    from failing
)

select
    cases.source_row,
    cases.expected,
    blamed.found
from cases
left join blamed
    on cases.source_row = blamed.source_row
where {{ differs('cases.expected', 'blamed.found') }}
