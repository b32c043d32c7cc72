{% test spans_never_overlap(model, keys, from_column, to_column, includes_last=false) %}
    {#- Spans that start before an earlier one of the same keys has ended. A null end is open. -#}

with

spans as (
    select
        {{ keys | join(',\n        ') }},
        {{ from_column }} as span_start,
        coalesce({{ to_column }}, cast('9999-12-31' as date)) as span_end
    from {{ model }}
),

compared as (
    select
        *,
        max(span_end) over (
            partition by {{ keys | join(', ') }}
            order by span_start, span_end
            rows between unbounded preceding and 1 preceding
        ) as ended_before
    from spans
)

select *
from compared
where span_start {{ '<=' if includes_last else '<' }} ended_before
{% endtest %}
