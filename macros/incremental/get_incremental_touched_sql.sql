{% macro get_incremental_touched_sql(arguments) -%}
    {#- All rows of what is touched go, also where nothing takes their place: dbt's own
        delete+insert leaves the rows of a chain that is no more. -#}
    {%- set scopes = {
        'file_key': ['silver_x12_new_files', 'file_key'],
        'transaction_key': ['silver_x12_new_transactions', 'transaction_key'],
        'remittance_key': ['silver_touched_transactions', 'transaction_key'],
        'claim_key': ['silver_touched_claims', 'claim_key'],
        'chain_key': ['silver_touched_chains', 'chain_key'],
        'coalesce(chain_key, remittance_claim_key)': ['silver_touched_chains', 'chain_key'],
    } -%}
    {%- if arguments['unique_key'] not in scopes -%}
        {{ exceptions.raise_compiler_error(
            'strategy touched: unique_key `' ~ arguments['unique_key'] ~ '` of '
            ~ arguments['target_relation'] ~ ' is none of ' ~ scopes.keys() | join(', ')
        ) }}
    {%- endif -%}
    {%- set scope, scope_key = scopes[arguments['unique_key']] -%}
    {%- set columns = get_quoted_csv(arguments['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arguments['target_relation'] }}
    where {{ arguments['unique_key'] }} in (select {{ scope_key }} from {{ ref(scope) }});
    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }}
{%- endmacro %}
