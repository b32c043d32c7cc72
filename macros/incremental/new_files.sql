{% macro new_files(relation, key='transaction_key') -%}
    {%- set scopes = {
        'file_key': 'silver_x12_new_files',
        'transaction_key': 'silver_x12_new_transactions',
    } -%}
    {%- if key not in scopes -%}
        {{ exceptions.raise_compiler_error(
            'new_files: `' ~ key ~ '` is none of ' ~ scopes.keys() | join(', ')
        ) }}
    {%- endif -%}
    {{ claimhouse.scoped_rows(relation, key, scopes[key]) }}
{%- endmacro %}
