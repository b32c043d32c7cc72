-- A failure means that the installed dbt_utils makes other keys than before: keys that
-- are stored would no longer match. It does not mean that a model's columns are wrong.
with cases as (
    select
        1 as first_field,
        1 as second_field,
        'ea66c06c1e1c05fa9f1aa39d98dc5bc1' as expected_surrogate_key
    union all
    select
        2 as first_field,
        cast(null as integer) as second_field,
        '529273ab1940ae5faa7c2c7ee6507d66' as expected_surrogate_key
),

keyed as (
    select
        first_field,
        second_field,
        expected_surrogate_key,
        {{ dbt_utils.generate_surrogate_key(['first_field', 'second_field']) }}
            as surrogate_key
    from cases
)

select *
from keyed
where surrogate_key is distinct from expected_surrogate_key
