{% materialization test, default -%}
    {#- dbt's own makes a table for every test, also for those that pass: a quarter of a build.
        This one asks first, and keeps the rows of those that don't. -#}
    {%- set failing = get_limit_subquery_sql(sql, config.get('limit')) -%}
    {%- call statement('main', fetch_result=true) -%}
        {{ get_test_sql(
            failing, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), none
        ) }}
    {%- endcall -%}
    {%- set relations = [] -%}
    {%- if should_store_failures() -%}
        {%- set before = adapter.get_relation(database, schema, model.alias) -%}
        {%- if before -%}
            {%- do adapter.drop_relation(before) -%}
        {%- endif -%}
        {%- if load_result('main').data[0][0] -%}
            {%- set kept = api.Relation.create(
                database=database, schema=schema, identifier=model.alias, type='table'
            ) -%}
            {%- call statement('failing_rows') -%}
                {{ get_create_sql(kept, failing) }}
            {%- endcall -%}
            {%- do relations.append(kept) -%}
        {%- endif -%}
        {%- if before or relations -%}
            {%- do adapter.commit() -%}
        {%- endif -%}
    {%- endif -%}
    {{ return({'relations': relations}) }}
{%- endmaterialization %}
