{% macro prefixed(relation, columns) -%}
    {#- A list: the columns with the name of their relation in front. -#}
    {%- set names = [] -%}
    {%- for column in columns -%}
        {%- do names.append(relation ~ '.' ~ column) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}
