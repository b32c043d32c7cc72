{% macro x12_tag(segment) -%}
    {#- twice as fast as split_part(), which splits the whole segment -#}
    case
        when strpos({{ segment }}, element_separator) > 0
            then substr({{ segment }}, 1, strpos({{ segment }}, element_separator) - 1)
        else {{ segment }}
    end
{%- endmacro %}
