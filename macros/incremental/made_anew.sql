{% macro made_anew() -%}
    {#- What a table holds of later days would stay: a day's run adds, it takes nothing away. -#}
    {%- if execute and var('known_by') and not flags.FULL_REFRESH
        and flags.WHICH in ('run', 'build') -%}
        {{ exceptions.raise_compiler_error(
            'var known_by needs --full-refresh, and a build file that is not the daily one:'
            ~ ' `claimhouse as-of ' ~ var('known_by') ~ '` sees to both'
        ) }}
    {%- endif -%}
{%- endmacro %}
