-- A failure means that a measure of the list lacks a name, label, unit or formula, has
-- the name or label of another one, or that one that is counted from rows lacks a part.
-- It does not mean that a figure is wrong.
with listed as (
    {%- for measure in measures() %}
    select
        '{{ measure.name }}' as measure,
        '{{ measure.label }}' as measure_label,
        '{{ measure.unit }}' as measure_unit,
        '{{ measure.formula }}' as formula,
        {{ (
            measure.relation is not defined
            or (
                measure.date is defined and measure.numerator is defined
                and measure.denominator is defined
            )
        ) | string | lower }} as has_all_parts,
        {{ (
            measure.has_percentiles is not defined
            or (
                measure.relation is defined and measure.filter is defined
                and measure.unit == 'days'
            )
        ) | string | lower }} as can_have_percentiles
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

counted as (
    select
        *,
        count(*) over (partition by measure) as measure_count,
        count(*) over (partition by measure_label) as label_count
    from listed
)

select *
from counted
where
    measure_count > 1
    or label_count > 1
    or measure = ''
    or measure_label = ''
    or measure_unit not in ('share', 'days')
    or formula not like '% ÷ %'
    or not has_all_parts
    or not can_have_percentiles
