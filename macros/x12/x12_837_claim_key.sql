{% macro x12_837_claim_key(relation) -%}
    {{ claimhouse.integer_key([
        relation ~ '.transaction_key',
        relation ~ '.part_number',
        relation ~ '.level_number',
        relation ~ '.claim_number',
    ]) }}
{%- endmacro %}
