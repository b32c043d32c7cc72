-- A row here: of a network, deposits, payments, PLB amounts or charges were lost or
-- counted twice between their feed and where they are matched. It does not mean that
-- something is unmatched or differs: that is a status, and a row of silver_unlinked.
{%- set sums = [
    ('deposits', 'silver_bank_deposits', 'deposit_amount', 1),
    ('deposits', 'silver_deposit_matches', 'allocated_amount', -1),
    ('deposits', 'silver_deposit_statuses', 'unallocated_amount', -1),
    ('count of deposits', 'silver_bank_deposits', '1', 1),
    ('count of deposits', 'silver_deposit_statuses', '1', -1),
    ('payments due', 'silver_remittance_payments',
     'case when is_deposit_due then payment_amount else 0 end', 1),
    ('payments due', 'silver_deposit_statuses', 'allocated_amount', -1),
    ('payments due', 'silver_remittance_deposits', 'difference_amount', -1),
    ('count of remittances', 'silver_remittances', '1', 1),
    ('count of remittances', 'silver_remittance_deposits', '1', -1),
    ('PLB', 'silver_remittances', 'provider_adjustment_amount', 1),
    ('PLB', 'silver_provider_adjustment_links', 'adjustment_amount', -1),
    ('balances', 'silver_provider_adjustment_links',
     "case when provider_adjustment_reason_code in ('FB', 'WO') and not is_repeated"
     ~ " then -adjustment_amount else 0 end", 1),
    ('balances', 'silver_forward_balances', 'open_amount', -1),
    ('charges', 'silver_billing_charges', 'charge_amount', 1),
    ('charges', 'silver_billing_charge_links', 'charge_amount', -1),
    ('invoices', 'silver_billing_invoices', 'total_charge_amount', 1),
    ('invoices', 'silver_billing_invoice_links', 'charge_amount', -1),
] %}
with

amounts as (
    {%- for subject, model, amount, sign in sums %}
    select
        '{{ subject }}' as subject,
        network_id,
        {{ '' if sign == 1 else '-' }}({{ amount }}) as amount
    from {{ ref(model) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    subject,
    network_id,
    sum(amount) as lost_amount
from amounts
group by subject, network_id
having sum(amount) <> 0
