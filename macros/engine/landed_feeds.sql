{% macro landed_feeds() -%}
    {%- set found = {} -%}
    {%- for feed, rows_name in claimhouse.typed_rows().values() -%}
        {%- do found.update({'bronze_' ~ feed ~ '__' ~ rows_name: [feed, rows_name]}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
