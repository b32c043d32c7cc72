{% macro x12_transaction_texts(transaction_set_codes) -%}
    {#- The pieces of these transactions, ready to be split; one that was cut
        hard for its size is refused whole and never split. A CASE, not a WHERE: rows that carry
        whole texts must not be filtered, or a vector fills up with the large ones. A later part
        of a transaction starts with a claim and gets a terminator in front, to be split alike. -#}
    select
        {{ claimhouse.x12_transaction_key() }} as transaction_key,
        part_number,
        element_separator,
        segment_terminator,
        case
            when split_part(transaction_header, element_separator, 2) in (
                '{{ transaction_set_codes | join("', '") }}'
            ) and part_number > 0 and landing_error is null
                and not {{ claimhouse.x12_is_opaque() }}
                then case when part_number > 1 then segment_terminator else '' end
                    || {{ claimhouse.x12_text() | indent(16) }}
        end as loop_text
    from {{ claimhouse.new_landed(ref('bronze_x12__pieces')) }}
{%- endmacro %}
