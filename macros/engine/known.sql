{% macro known(landed) -%}
    {#- A row without a time of its own (a table that is pulled whole) is taken as it is. -#}
    {%- set day = var('known_by') -%}
    {%- if day -%}
        {%- if not modules.re.match('^[0-9]{4}-[0-9]{2}-[0-9]{2}$', day | string) -%}
            {{ exceptions.raise_compiler_error(
                'var known_by must be a day as in 2025-12-31, got: ' ~ day
            ) }}
        {%- endif -%}
        (
            select * from {{ landed }}
            where
                source_modified_at is null
                or cast(source_modified_at as date) <= cast('{{ day }}' as date)
        )
    {%- else -%}
        {{ landed }}
    {%- endif -%}
{%- endmacro %}
