-- Vault: the tax number of a group may be the social security number of a person.
{{ config(schema='vault') }}
{%- set columns = {
    'roster_date': 'date',
    'provider_id': 'text',
    'provider_npi': 'text',
    'last_name': 'text',
    'first_name': 'text',
    'credential': 'text',
    'taxonomy_code': 'text',
    'specialty': 'text',
    'group_npi': 'text',
    'group_name': 'text',
    'tax_id': 'text',
    'facility_code': 'text',
    'facility_name': 'text',
    'effective_date': 'date',
    'termination_date': 'date',
} %}
{{ typed_feed(
    ref('bronze_roster__providers'),
    columns,
    key=['roster_date', 'provider_id', 'provider_npi', 'group_npi', 'facility_code'],
    required=['roster_date'],
    checks={
        'neither provider_npi nor provider_id is given':
            'provider_npi is null and provider_id is null',
        'termination_date lies before effective_date':
            'termination_date < effective_date',
    },
) }}
