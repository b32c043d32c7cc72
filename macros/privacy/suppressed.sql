{% macro suppressed(value, group_size) -%}
    case when {{ group_size }} >= {{ var('small_group_minimum') }} then {{ value }} end
{%- endmacro %}
