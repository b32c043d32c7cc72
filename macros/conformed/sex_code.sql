{% macro sex_code(expression) -%}
    {#- sources write F, f or Female; what is neither is U, and nothing given stays null -#}
    case
        when upper(substr({{ expression }}, 1, 1)) in ('F', 'M')
            then upper(substr({{ expression }}, 1, 1))
        when {{ expression }} is not null then 'U'
    end
{%- endmacro %}
