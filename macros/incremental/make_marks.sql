{% macro make_marks() -%}
    {#- Empty before the first run: then everything is new. -#}
    {%- if execute and flags.WHICH in ('run', 'build') -%}
        {%- do run_query('create schema if not exists ' ~ claimhouse.mark('files').schema) -%}
        {%- for name, columns in claimhouse.mark_columns().items() -%}
            {%- set typed = [] -%}
            {%- for column, type in columns.items() -%}
                {%- do typed.append(column ~ ' ' ~ type) -%}
            {%- endfor -%}
            {%- do run_query(
                'create table if not exists ' ~ claimhouse.mark(name)
                ~ ' (' ~ typed | join(', ') ~ ')'
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
