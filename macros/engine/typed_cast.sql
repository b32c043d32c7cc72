{% macro typed_cast(column, kind) -%}
    {%- if kind is not string -%}
        case when {{ column }} in ('{{ kind | join("', '") }}') then {{ column }} end
    {%- elif kind == 'text' -%}
        {{ column }}
    {%- elif kind == 'amount' -%}
        {{ claimhouse.typed_amount(column) }}
    {%- elif kind == 'quantity' -%}
        {{ claimhouse.typed_quantity(column) }}
    {%- elif kind == 'integer' -%}
        {{ claimhouse.typed_integer(column) }}
    {%- elif kind == 'date' -%}
        {{ claimhouse.typed_date(column) }}
    {%- elif kind == 'timestamp' -%}
        {{ claimhouse.typed_timestamp(column) }}
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            'typed_cast: the kind of `' ~ column ~ '` must be a list of codes or one of '
            ~ 'text, amount, quantity, integer, date, timestamp, got: ' ~ kind
        ) }}
    {%- endif -%}
{%- endmacro %}
