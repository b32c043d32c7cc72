{% test truths(model, truths, keys=[]) %}
    {#- Rows for which not all of the named expressions hold. Null is not true: say
        "… or column is null" where null is allowed. -#}
    {%- if truths is not mapping or not truths -%}
        {{ exceptions.raise_compiler_error(
            'truths: `truths` must map at least one name to a boolean expression, got: ' ~ truths
        ) }}
    {%- endif %}

with

checked as (
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        {%- for name, expression in truths.items() %}
        coalesce({{ expression }}, false) as {{ name }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ model }}
)

select *
from checked
where not ({{ truths.keys() | join(' and ') }})
{% endtest %}
