{% macro mark(name) -%}
    {{ return(api.Relation.create(
        database=target.database, schema='state', identifier=name
    )) }}
{%- endmacro %}
