-- A failure means that `feed_columns` takes a column of the landing for one of the
-- feed's own, or the other way round. It does not mean that a feed lacks a column.
-- depends_on: {{ ref('bronze_lockbox__payments') }}
{%- set expected = [
    'deposit_id', 'deposit_date', 'bank_account', 'payer_name', 'payment_method',
    'trace_number', 'deposit_amount', 'remarks',
] %}
with cases as (
    select
        '{{ expected | join(" ") }}' as expected,
        '{{ feed_columns("bronze_lockbox__payments") | join(" ") }}' as found
)

select *
from cases
where {{ differs('expected', 'found') }}
