-- A failure means that payer_identifier or sex_code reads one of these otherwise.
with cases as (
    {%- for id, name, expected, sex, expected_sex in [
        (' p1 ', 'Acme', 'P1', 'female', 'F'),
        ('', ' Acme ', 'ACME', 'M', 'M'),
        ('  ', '', 'UNKNOWN', 'X', 'U'),
        (none, none, 'UNKNOWN', none, none),
        ('unknown ', 'Acme', 'ACME', none, none),
        ('Unknown', 'unknown', 'UNKNOWN', none, none),
    ] %}
    select
        cast({{ "'" ~ id ~ "'" if id is not none else 'null' }} as varchar) as payer_id,
        cast({{ "'" ~ name ~ "'" if name is not none else 'null' }} as varchar)
            as payer_name,
        '{{ expected }}' as expected,
        cast({{ "'" ~ sex ~ "'" if sex else 'null' }} as varchar) as sex,
        cast({{ "'" ~ expected_sex ~ "'" if expected_sex else 'null' }} as varchar)
            as expected_sex
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select *
from cases
where
    {{ payer_identifier('payer_id', 'payer_name') }} <> expected
    or coalesce({{ sex_code('sex') }}, 'none') <> coalesce(expected_sex, 'none')
