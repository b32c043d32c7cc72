-- numbers of persons in the clear, which joins to X12 need
{{ config(schema='vault') }}

{{ typed_feed(
    ref('bronze_billing__invoices'),
    columns={
        'invoice_id': 'text',
        'account_id': 'text',
        'patient_id': 'text',
        'bill_date': 'date',
        'frequency_code': 'text',
        'original_invoice_id': 'text',
        'payer_id': 'text',
        'total_charge_amount': 'amount',
        'invoice_status': 'text',
        'modified_at': 'timestamp',
    },
    key=['invoice_id'],
    required=['invoice_id', 'account_id', 'bill_date', 'total_charge_amount'],
    order_by=['modified_at'],
) }}
