{% macro x12_transaction_key() -%}
    {{ claimhouse.integer_key(
        ['network_id', 'source_sha256', "'transaction'", 'transaction_number']
    ) }}
{%- endmacro %}
