{% macro feed_columns(model) -%}
    {#- at parse time nothing is known of any model -#}
    {%- set nodes = graph.nodes.values() if execute else [] -%}
    {%- set found = nodes | selectattr('resource_type', 'equalto', 'model')
        | selectattr('name', 'equalto', model) | list -%}
    {%- if execute and not found -%}
        {{ exceptions.raise_compiler_error('feed_columns: no model is called ' ~ model) }}
    {%- endif -%}
    {%- set common = claimhouse.load_columns().split(',') | map('trim') | list
        + ['source_extra', 'source_text', 'landing_error'] -%}
    {%- set columns = (found | first).columns.keys() if found else [] -%}
    {{ return(columns | reject('in', common) | list) }}
{%- endmacro %}
