{% macro same_token_key() -%}
    {#- Tables of one key beside tables of another would join to nothing, in silence. -#}
    {%- if execute and not flags.FULL_REFRESH -%}
        {%- set node = graph.nodes['model.claimhouse.silver_token_keys'] -%}
        {%- set keys = adapter.get_relation(node.database, node.schema, node.alias) -%}
        {%- if keys is not none -%}
            {%- set found = run_query(
                'select token_key_fingerprint, ' ~ claimhouse.token_fingerprint() ~ ' from ' ~ keys
            ) -%}
            {%- for made, now in found.rows if made != now -%}
                {{ exceptions.raise_compiler_error(
                    'The token key has changed: tokens here were made with key ' ~ made
                    ~ ', this one is ' ~ now ~ '. Set CLAIMHOUSE_TOKEN_KEY to the former one, or'
                    ~ ' make every token anew with: dbt build --full-refresh'
                ) }}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
