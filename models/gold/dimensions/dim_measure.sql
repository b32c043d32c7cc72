-- What each measure is, from the list that also computes it.
with

measures as (
    {%- for measure in measures() %}
    select
        '{{ measure.name }}' as measure,
        '{{ measure.label }}' as measure_label,
        '{{ measure.unit }}' as measure_unit,
        '{{ measure.formula }}' as formula,
        {{ loop.index }} as sort_order
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    measure,
    measure_label,
    measure_unit,
    formula,
    cast(sort_order as integer) as sort_order
from measures
