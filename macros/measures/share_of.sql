{% macro share_of(part, whole, scale=6) -%}
    cast(
        cast({{ part }} as decimal(18, 6)) / nullif({{ whole }}, 0)
        as decimal(18, {{ scale }})
    )
{%- endmacro %}
