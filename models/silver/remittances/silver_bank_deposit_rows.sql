-- numbers of persons in the clear, which joins to X12 need
{{ config(schema='vault') }}

{{ typed_feed(
    ref('bronze_lockbox__payments'),
    columns={
        'deposit_id': 'text',
        'deposit_date': 'date',
        'bank_account': 'text',
        'payer_name': 'text',
        'payment_method': 'text',
        'trace_number': 'text',
        'deposit_amount': 'amount',
        'remarks': 'text',
    },
    key=['deposit_id'],
    required=['deposit_id', 'deposit_date', 'deposit_amount'],
) }}
