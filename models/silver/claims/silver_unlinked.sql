-- Nothing is lost where one side has no other side: it is a row here, with the reason.
{%- set parts = ['silver_unlinked_claims', 'silver_unlinked_billing'] %}
{%- set columns = ['network_id', 'chain_key', 'reason'] %}
{%- set origin = ['subject_date', 'source_name', 'source_sha256', 'source_row'] %}

{%- for part in parts %}
select
    subject,
    subject_key,
    line_number,
    {{ columns | join(',\n    ') }},
    charge_amount,
    cast(null as decimal(18, 2)) as cash_amount,
    {{ origin | join(',\n    ') }}
from {{ ref(part) }}
union all
{%- endfor %}
select
    subject,
    subject_key,
    0 as line_number,
    {{ columns | join(',\n    ') }},
    cast(null as decimal(18, 2)) as charge_amount,
    cash_amount,
    {{ origin | join(',\n    ') }}
from {{ ref('silver_unlinked_cash') }}
