{% macro scoped_rows(relation, key, scope, scope_key=none) -%}
    {#- The scope is a parent in every run, so that it is up to date before a daily one asks
        for it; a unit test does not mock it. -#}
    {%- set is_daily = claimhouse.is_daily_run() -%}
    {%- if is_daily or model.resource_type != 'unit_test' -%}
        {%- do ref(scope) -%}
    {%- endif -%}
    {%- if is_daily -%}
        (
            select * from {{ relation }}
            where {{ key }} in (select {{ scope_key or key }} from {{ ref(scope) }})
        )
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}
