{% macro is_daily_run() -%}
    {#- in a unit test there is no `this`, unless it is among what is given -#}
    {{ return(this is not none and is_incremental()) }}
{%- endmacro %}
