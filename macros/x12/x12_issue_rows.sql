{% macro x12_issue_rows(relation, columns, checks) -%}
    {#- A row for each check that a row fails; checks are [issue_code, condition, reason]. -#}
    {%- for issue_code, condition, reason in checks %}
    select
        {{ columns | join(',\n        ') }},
        '{{ issue_code }}' as issue_code,
        {{ reason }} as reason
    from {{ relation }}
    where {{ condition }}
    {%- if not loop.last %}
    union all
    {%- endif -%}
    {%- endfor %}
{%- endmacro %}
