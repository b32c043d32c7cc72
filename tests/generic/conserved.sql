{% test conserved(model, landed, rows, amounts=[]) %}
    {#- Files whose landed rows are not all used, superseded or quarantined, each once, or of
        whose amounts some is lost or made. `model` holds the used rows, `rows` (made by
        typed_feed) the others, `landed` is the bronze model. An amount that can't be read counts
        as nothing on both sides. -#}
    {%- set file = ['network_id', 'source_name', 'source_sha256'] -%}
    {%- set sides = {'landed': landed, 'used': model, 'other': rows} -%}

with

{% for side, relation in sides.items() -%}
{{ side }}_rows as (
    select
        {{ file | join(',\n        ') }},
        {%- for other in sides %}
        {{ 'count(*)' if other == side else '0' }} as {{ other }}_count,
        {%- endfor %}
        {%- for amount in amounts %}
        {%- set cells = claimhouse.typed_amount(claimhouse.typed_text(amount))
            if side == 'landed' else amount %}
        {{ '-' if side != 'landed' }}coalesce(sum({{ cells }}), 0) as {{ amount }}_lost,
        {%- endfor %}
        '{{ side }}' as side
    from {{ relation }}
    {%- if side == 'other' %}
    where row_fate <> 'used'
    {%- endif %}
    group by {{ file | join(', ') }}
),

{% endfor -%}
all_rows as (
    {%- for side in sides %}
    select * from {{ side }}_rows
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

files as (
    select
        {{ file | join(',\n        ') }},
        {%- for amount in amounts %}
        sum({{ amount }}_lost) as {{ amount }}_lost,
        {%- endfor %}
        sum(landed_count) as landed_count,
        sum(used_count) as used_count,
        sum(other_count) as other_count
    from all_rows
    group by {{ file | join(', ') }}
)

select *
from files
where
    landed_count <> used_count + other_count
    {%- for amount in amounts %}
    or {{ amount }}_lost <> 0
    {%- endfor %}
{% endtest %}
