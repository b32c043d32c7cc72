{%- set columns = {
    'code_system': 'text',
    'code': 'text',
    'short_description': 'text',
    'valid_from_date': 'date',
    'valid_to_date': 'date',
} %}
{{ typed_feed(
    ref('bronze_reference__codes'),
    columns,
    key=['code_system', 'code', 'valid_from_date'],
    required=['code_system', 'code', 'valid_from_date'],
    order_by=['valid_to_date'],
    checks={
        'valid_to_date lies before valid_from_date':
            'valid_to_date < valid_from_date',
    },
) }}
