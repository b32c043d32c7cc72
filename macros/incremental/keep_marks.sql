{% macro keep_marks(results) -%}
    {#- Only a run in which all of these models succeeded has done its work. After any other
        (killed, failed, a selection) the marks stay, and the next whole run does it again. -#}
    {%- if execute and flags.WHICH in ('run', 'build') -%}
        {%- set made = [] -%}
        {%- for result in results if result.status | string == 'success' -%}
            {%- do made.append(result.node.unique_id) -%}
        {%- endfor -%}
        {%- set folders = ['x12', 'claims', 'remittances'] -%}
        {%- set missing = [] -%}
        {%- set sources = {} -%}
        {%- for node in graph.nodes.values()
            if node.resource_type == 'model' and node.package_name == 'claimhouse' -%}
            {%- do sources.update({node.name: node.relation_name}) -%}
            {%- if node.unique_id not in made and (
                node.config.materialized == 'incremental'
                or node.fqn[1] == 'silver' and node.fqn[2] in folders
            ) -%}
                {%- do missing.append(node.name) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set kept = {
            'files': 'silver_x12_pieces',
            'transactions': 'silver_x12_transaction_status',
            'chains': 'silver_chain_inputs',
        } -%}
        {%- for name, columns in claimhouse.mark_columns().items() if not missing -%}
            {%- do run_query(
                'create or replace table ' ~ claimhouse.mark(name) ~ ' as select distinct '
                ~ columns | join(', ') ~ ' from ' ~ sources[kept[name]]
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
