-- A failure means that a column is not under the mask that its meta names. It does not
-- mean that a mask does the wrong thing: each has a test of its own.
{%- set model = 'silver_x12_837_entity_details' %}
with cases as (
    select
        'PRXA' as taxonomy_code,
        '03601' as postal_code,
        cast('1980-05-17' as date) as birth_date,
        cast('2026-01-31' as date) as death_date
),

masked as (
    select
        {{ masked(model, 'taxonomy_code') }},
        {{ masked(model, 'postal_code') }},
        {{ masked(model, 'birth_date', on_date="cast('2026-11-21' as date)") }},
        {{ masked(model, 'death_date') }}
    from cases
)

select *
from masked
{%- if execute %}
where
    coalesce(taxonomy_code, '') <> 'PRXA'
    or coalesce(postal_zip3, '') <> '000'
    or coalesce(birth_year, 0) <> 1980
    or coalesce(death_year, 0) <> 2026
{%- endif %}
