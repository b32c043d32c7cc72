-- A failure means that the generic test `spans_never_overlap` passes spans that it must
-- fail, or fails spans that it must pass. It does not mean that a model is wrong.
with cases as (
    {%- for given, from_date, to_date, passes, passes_with_last in [
        ('one starts where the other ends', '2026-01-01', '2026-02-01', true, true),
        ('one starts where the other ends', '2026-02-01', '2026-03-01', true, false),
        ('a day between', '2026-01-01', '2026-01-31', true, true),
        ('a day between', '2026-02-01', none, true, true),
        ('one starts a day too early', '2026-01-01', '2026-02-01', true, true),
        ('one starts a day too early', '2026-01-31', '2026-03-01', false, false),
        ('hidden behind a short one', '2026-01-01', '2026-12-31', true, true),
        ('hidden behind a short one', '2026-02-01', '2026-03-01', false, false),
        ('hidden behind a short one', '2026-06-01', '2026-07-01', false, false),
        ('nothing starts after an open one', '2026-01-01', none, true, true),
        ('nothing starts after an open one', '2026-05-01', '2026-06-01', false, false),
        ('the same twice', '2026-01-01', '2026-02-01', true, true),
        ('the same twice', '2026-01-01', '2026-02-02', false, false),
        ('alone', '2026-01-01', '2026-02-01', true, true),
    ] %}
    select
        '{{ given }}' as given,
        cast('{{ from_date }}' as date) as from_date,
        cast({{ "'" ~ to_date ~ "'" if to_date else 'null' }} as date) as to_date,
        {{ passes }} as passes,
        {{ passes_with_last }} as passes_with_last
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

failing as (
    {{ test_spans_never_overlap(
        model='cases', keys=['given'], from_column='from_date', to_column='to_date',
    ) | indent(4) }}
),

failing_with_last as (
    {{ test_spans_never_overlap(
        model='cases', keys=['given'], from_column='from_date', to_column='to_date',
        includes_last=true,
    ) | indent(4) }}
)

select
    cases.*,
    failing.given is null as did_pass,
    failing_with_last.given is null as did_pass_with_last
from cases
left join failing
    on cases.given = failing.given
    and cases.from_date = failing.span_start
    and coalesce(cases.to_date, date '9999-12-31') = failing.span_end
left join failing_with_last
    on cases.given = failing_with_last.given
    and cases.from_date = failing_with_last.span_start
    and coalesce(cases.to_date, date '9999-12-31') = failing_with_last.span_end
where
    cases.passes <> (failing.given is null)
    or cases.passes_with_last <> (failing_with_last.given is null)
