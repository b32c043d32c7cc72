{#- DOMAIN 6, each measure once: dim_measure says what it is, rpt_measures computes it, and
    the metrics of MetricFlow are held to it by a test. `date` is the day by whose
    month it counts; numerator and denominator are summed over the rows of `relation` for
    which that day is known and `filter` holds. A measure without a relation is made of sums
    that rpt_measures takes from elsewhere. An average of a day's revenue would be rounded to
    cents, so that 90 days stand above the line: the same value, and sums that are exact. -#}
{% macro measures() -%}
    {%- set flag = 'cast(case when %s then 1 else 0 end as decimal(18, 2))' -%}
    {%- set one = 'cast(1 as decimal(18, 2))' -%}
    {{ return([
        {
            'name': 'initial_denial_rate', 'label': 'Initial denial rate', 'unit': 'share',
            'relation': 'fct_claims', 'date': 'first_answer_date',
            'numerator': flag % 'was_denied_first', 'denominator': one,
            'formula': 'claim chains denied at first adjudication ÷ chains first adjudicated',
        },
        {
            'name': 'initial_denial_rate_by_charge', 'label': 'Initial denial rate by charge',
            'unit': 'share', 'relation': 'fct_claims', 'date': 'first_answer_date',
            'numerator': 'first_denied_charge_amount',
            'denominator': 'first_adjudicated_charge_amount',
            'formula': 'charges denied at first adjudication ÷ charges first adjudicated',
        },
        {
            'name': 'final_denial_rate', 'label': 'Final denial rate', 'unit': 'share',
            'relation': 'fct_claims', 'date': 'closed_date',
            'numerator': flag % "chain_status = 'written_off'", 'denominator': one,
            'formula': 'chains closed unpaid by write-off ÷ chains closed',
        },
        {
            'name': 'overturn_rate', 'label': 'Overturn rate', 'unit': 'share',
            'relation': 'fct_claims', 'date': 'first_answer_date', 'filter': 'was_denied_first',
            'numerator': flag % 'was_overturned', 'denominator': one,
            'formula': 'chains denied first and paid later ÷ chains denied first',
        },
        {
            'name': 'overturn_rate_by_charge', 'label': 'Overturn rate by charge',
            'unit': 'share', 'relation': 'fct_claims', 'date': 'first_answer_date',
            'filter': 'was_denied_first', 'numerator': 'overturned_charge_amount',
            'denominator': 'first_denied_charge_amount',
            'formula': 'charges denied first and paid later ÷ charges denied first',
        },
        {
            'name': 'days_to_resolution', 'label': 'Days to resolution', 'unit': 'days',
            'relation': 'fct_claims', 'date': 'denial_resolved_date',
            'filter': 'days_to_resolution is not null',
            'numerator': 'days_to_resolution', 'denominator': one,
            'formula': 'Σ days from first denial to payment or write-off ÷ denials resolved',
        },
        {
            'name': 'first_pass_resolution_rate', 'label': 'First-pass resolution',
            'unit': 'share', 'relation': 'fct_claims', 'date': 'first_answer_date',
            'numerator': flag % 'is_first_pass', 'denominator': one,
            'formula': 'chains settled at first adjudication ÷ chains first adjudicated',
        },
        {
            'name': 'clean_claim_rate', 'label': 'Clean claim rate', 'unit': 'share',
            'relation': 'fct_submissions', 'date': 'sent_date',
            'numerator': flag % 'is_clean', 'denominator': one,
            'formula': 'claims accepted with no edit or rejection ÷ claims submitted',
        },
        {
            'name': 'rejection_rate', 'label': 'Rejection rate', 'unit': 'share',
            'relation': 'fct_submissions', 'date': 'sent_date',
            'numerator': flag % 'is_rejected', 'denominator': one,
            'formula': 'claims turned away by 277CA or 999 ÷ claims submitted',
        },
        {
            'name': 'net_collection_rate', 'label': 'Net collection rate', 'unit': 'share',
            'relation': 'fct_claims', 'date': 'service_date', 'filter': 'not is_voided',
            'numerator': 'primary_paid_amount + secondary_paid_amount',
            'denominator': 'charge_amount - contractual_amount', 'by_service': true,
            'formula': 'payments less what was taken back ÷ (charges − contractual), by month of service',
        },
        {
            'name': 'gross_collection_rate', 'label': 'Gross collection rate', 'unit': 'share',
            'relation': 'fct_claims', 'date': 'service_date', 'filter': 'not is_voided',
            'numerator': 'primary_paid_amount + secondary_paid_amount',
            'denominator': 'charge_amount', 'by_service': true,
            'formula': 'payments ÷ charges, by month of service',
        },
        {
            'name': 'underpayment_rate', 'label': 'Underpayment variance', 'unit': 'share',
            'relation': 'fct_claim_lines', 'date': 'service_date',
            'filter': 'underpaid_amount is not null', 'numerator': 'underpaid_amount',
            'denominator': 'contract_amount', 'by_service': true,
            'formula': 'contracted less allowed, where positive ÷ contracted, of settled lines',
        },
        {
            'name': 'charge_lag', 'label': 'Charge lag', 'unit': 'days',
            'relation': 'fct_charges', 'date': 'post_date',
            'filter': 'charge_lag_days is not null', 'numerator': 'charge_lag_days',
            'denominator': one, 'has_percentiles': true,
            'formula': 'Σ days from service to posting ÷ charges posted',
        },
        {
            'name': 'bill_lag', 'label': 'Bill lag', 'unit': 'days', 'relation': 'fct_charges',
            'date': 'billed_date', 'filter': 'bill_lag_days is not null',
            'numerator': 'bill_lag_days', 'denominator': one, 'has_percentiles': true,
            'formula': 'Σ days from posting to the first claim ÷ charges billed',
        },
        {
            'name': 'payment_lag', 'label': 'Payment lag', 'unit': 'days',
            'relation': 'fct_claims', 'date': 'first_paid_date',
            'filter': 'payment_lag_days is not null', 'numerator': 'payment_lag_days',
            'denominator': one, 'has_percentiles': true,
            'formula': 'Σ days from the first claim to the first payment ÷ chains paid',
        },
        {
            'name': 'late_charge_rate', 'label': 'Late charges', 'unit': 'share',
            'relation': 'fct_charges', 'date': 'post_date',
            'numerator': 'case when is_late then charge_amount else 0 end',
            'denominator': 'charge_amount',
            'formula': 'charges posted after the bill went out ÷ charges posted',
        },
        {
            'name': 'days_in_ar', 'label': 'Days in A/R', 'unit': 'days',
            'formula': '90 × net A/R ÷ net revenue of the last 90 days',
        },
        {
            'name': 'aged_ar_over_30', 'label': 'A/R over 30 days', 'unit': 'share',
            'formula': 'A/R over 30 days from the first claim ÷ A/R, credits apart',
        },
        {
            'name': 'aged_ar_over_60', 'label': 'A/R over 60 days', 'unit': 'share',
            'formula': 'A/R over 60 days from the first claim ÷ A/R, credits apart',
        },
        {
            'name': 'aged_ar_over_90', 'label': 'A/R over 90 days', 'unit': 'share',
            'formula': 'A/R over 90 days from the first claim ÷ A/R, credits apart',
        },
        {
            'name': 'aged_ar_over_120', 'label': 'A/R over 120 days', 'unit': 'share',
            'formula': 'A/R over 120 days from the first claim ÷ A/R, credits apart',
        },
        {
            'name': 'discharged_not_final_billed', 'label': 'Discharged, not final billed',
            'unit': 'days',
            'formula': '90 × unbilled charges ÷ gross revenue of the last 90 days',
        },
        {
            'name': 'completeness', 'label': 'Completeness', 'unit': 'share',
            'formula': 'cash already in ÷ expected cash, by month of service',
        },
        {
            'name': 'cost_to_collect', 'label': 'Cost to collect', 'unit': 'share',
            'formula': 'cost of the revenue cycle ÷ cash collected; no feed brings the cost yet',
        },
    ]) }}
{%- endmacro %}
