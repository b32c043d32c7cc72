-- A failure means that the generic test `truths` passes rows that it must fail, or
-- fails rows that it must pass. It does not mean that a model is wrong.
with cases as (
    select
        'all hold' as given,
        1 as amount,
        true as is_expected_to_pass
    union all
    select
        'one is false' as given,
        -1 as amount,
        false as is_expected_to_pass
    union all
    select
        'all are false' as given,
        -20 as amount,
        false as is_expected_to_pass
    union all
    select
        'null is not true' as given,
        cast(null as integer) as amount,
        false as is_expected_to_pass
),

failing as (
    {{ test_truths(
        model='cases',
        truths={'is_positive': 'amount > 0', 'is_near_zero': 'amount > -10'},
        keys=['given'],
    ) | indent(4) }}
)

select
    cases.given,
    cases.is_expected_to_pass,
    failing.is_positive,
    failing.is_near_zero
from cases
left join failing
    on cases.given = failing.given
where
    (failing.given is null) <> cases.is_expected_to_pass
    -- and the right truth is named
    or (
        cases.given = 'one is false'
        and (failing.is_positive or not failing.is_near_zero)
    )
