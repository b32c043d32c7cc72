{% macro split_rows(relation, text, separator, part, position, keep) -%}
    {{ return(adapter.dispatch('split_rows', 'claimhouse')(
        relation, text, separator, part, position, keep
    )) }}
{%- endmacro %}

{% macro default__split_rows(relation, text, separator, part, position, keep) -%}
    select
        {{ keep | join(',\n        ') }},
        exploded.{{ part }},
        exploded.position + 1 as {{ position }}
    from {{ relation }}
    lateral view
        posexplode({{ claimhouse.split_text(text, separator) }}) exploded
        as position, {{ part }}
{%- endmacro %}

{% macro duckdb__split_rows(relation, text, separator, part, position, keep) -%}
    {#- the split stands in a query of its own: unnest(string_split(…)) splits once a row -#}
    select
        {{ keep | join(',\n        ') }},
        unnest(parts) as {{ part }},
        generate_subscripts(parts, 1) as {{ position }}
    from (
        select
            {{ keep | join(',\n            ') }},
            {{ claimhouse.split_text(text, separator) }} as parts
        from {{ relation }}
    ) as split
{%- endmacro %}
