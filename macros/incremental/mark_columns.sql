{% macro mark_columns() -%}
    {{ return({
        'files': {'file_key': 'bigint'},
        'transactions': {'transaction_key': 'bigint', 'transaction_status': dbt.type_string()},
        'chains': {'chain_key': 'bigint', 'inputs_key': 'decimal(38, 0)'},
    }) }}
{%- endmacro %}
