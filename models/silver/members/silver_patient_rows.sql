-- Vault: the health record knows people by name.
{{ config(schema='vault') }}
{%- set columns = {
    'patient_id': 'text',
    'member_id': 'text',
    'last_name': 'text',
    'first_name': 'text',
    'birth_date': 'date',
    'death_date': 'date',
    'sex': 'text',
    'address_line': 'text',
    'city': 'text',
    'state': 'text',
    'zip_code': 'text',
    'phone': 'text',
    'email': 'text',
    'social_security_number': 'text',
    'updated_at': 'timestamp',
} %}
{{ typed_feed(
    ref('bronze_ehr__patients'),
    columns,
    key=['patient_id'],
    required=['patient_id'],
    order_by=['updated_at'],
    checks={
        'death_date lies before birth_date':
            'death_date < birth_date',
    },
) }}
