{{ typed_feed(
    ref('bronze_fee_schedule__rates'),
    columns={
        'payer_id': 'text',
        'payer_name': 'text',
        'plan_id': 'text',
        'procedure_code': 'text',
        'modifier': 'text',
        'pricing_method': ['fixed', 'fee_schedule', 'percent', 'percent_of_charge'],
        'rate_amount': 'amount',
        'rate_percent': 'quantity',
        'effective_date': 'date',
        'end_date': 'date',
    },
    key=['payer_id', 'plan_id', 'procedure_code', 'modifier', 'effective_date'],
    required=['payer_id', 'procedure_code', 'pricing_method', 'effective_date'],
    checks={
        'rate_amount and rate_percent are missing':
            'rate_amount is null and rate_percent is null',
        'end_date is before effective_date': 'end_date < effective_date',
    },
) }}
