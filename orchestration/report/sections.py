"""What the report shows: one entry a figure.

To add one, add an entry. Texts come with the served file: the definition is the first sentence of
the model's description unless the entry has its own, the meaning of a column is its description.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Chart = Literal["bars", "pareto", "steps", "trend", "matrix", "table"]


@dataclass(frozen=True)
class Figure:
    """Sums of one gold model, by network, by payer where it has one, and by ``by``.

    A column is an SQL expression over the model's columns. What is summed must add up over
    networks and payers, for the reader's choice of them is summed in the page. A share is
    therefore a rate of two sums, never a sum of rates.

    Attributes:
        name: The figure's name in the page's address.
        title: Its heading.
        model: The gold model that it is made of.
        by: Heading → expression of a row's names, the first one being the chart's. ``payer_key``
            and ``network_id`` are shown by name. A heading that ends in "month" shows months.
        sums: Heading → expression that is summed. Whole numbers, or decimals of any scale.
        rates: Heading → (numerator, denominator): two headings of ``sums``.
        chart: ``bars`` of the first sum, ``pareto`` the same with cumulative shares, ``steps``
            one bar a sum, ``trend`` lines of the rate or of the first two sums, ``matrix`` the
            rate or the first sum by the two of ``by``, ``table`` none.
        order: Rows by the first sum, the largest first, or by name.
        about: One sentence on what is counted.
        where: Rows of the model that count; ``model`` is its alias.
        payer: The column for the choice of a payer; None where the model has none.
        running: Each month or age adds to the one before.
        latest: A card shows its last month instead of all months.
        adds_up: False where the rows are states one after the other: they get no total.
        measure: A measure whose title, formula and unit ``dim_measure`` has.
        empty: What is said where there are no rows.
    """

    name: str
    title: str
    model: str
    by: Mapping[str, str]
    sums: Mapping[str, str]
    rates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    chart: Chart = "bars"
    order: Literal["size", "name"] = "size"
    about: str = ""
    where: str = "true"
    payer: str | None = "payer_key"
    running: bool = False
    latest: bool = False
    adds_up: bool = True
    measure: str = ""
    empty: str = "No rows for this choice."


def measure(name: str, latest: bool = False) -> Figure:
    """A card of one measure of ``rpt_measures``, by month."""
    return Figure(
        name=name,
        title=name,
        model="rpt_measures",
        where=f"measure = '{name}'",
        by={"Month": "measure_month"},
        sums={"Numerator": "numerator", "Denominator": "denominator"},
        rates={"Value": ("Numerator", "Denominator")},
        chart="trend",
        latest=latest,
        adds_up=not latest,
        measure=name,
    )


# a card is one number with its months
CARDS: tuple[Figure, ...] = (
    Figure(
        name="payments",
        title="Payments",
        model="rpt_revenue_by_payer",
        by={"Month": "remittance_month"},
        sums={"Payments": "payment_amount"},
        chart="trend",
        about="What payers say they sent (BPR02), by month of remittance.",
    ),
    Figure(
        name="charges",
        title="Charges",
        model="fct_claims",
        where="not is_voided",
        by={"Service month": "date_trunc('month', service_date)"},
        sums={"Charges": "charge_amount"},
        chart="trend",
        about="What was billed, every claim once and voids left out, by month of service.",
    ),
    Figure(
        name="open_balance",
        title="Open A/R",
        model="fct_ledger",
        payer="claim_payer_key",
        by={"Month": "date_trunc('month', posted_date)"},
        sums={"Open balance": "balance_amount"},
        chart="trend",
        running=True,
        about="Charges less payments, contractual adjustments and write-offs posted so far.",
    ),
    Figure(
        name="claims",
        title="Claims",
        model="fct_claims",
        where="not is_voided",
        by={"Service month": "date_trunc('month', service_date)"},
        sums={"Claims": "1"},
        chart="trend",
        about="Claims with all their versions as one, voids left out, by month of service.",
    ),
    measure("initial_denial_rate"),
    measure("rejection_rate"),
    measure("net_collection_rate"),
    measure("days_in_ar", latest=True),
)

SECTIONS: tuple[Figure, ...] = (
    Figure(
        name="measures",
        title="Measures by month",
        model="rpt_measures",
        where="measure_month > (select max(measure_month) - interval 12 months"
        " from gold.rpt_measures)",
        by={
            "Measure": "(select measure_label || if(measure_unit = 'days', ' (days)', '')"
            " from gold.dim_measure where dim_measure.measure = model.measure)",
            "Month": "measure_month",
        },
        sums={"Numerator": "numerator", "Denominator": "denominator"},
        rates={"Value": ("Numerator", "Denominator")},
        chart="matrix",
        order="name",
        about="Numerators ÷ denominators by month; a dash where one is missing (see null_reason).",
    ),
    Figure(
        name="cash_by_month",
        title="Cash by month",
        model="rpt_revenue_by_payer",
        by={"Month": "remittance_month"},
        sums={
            "Payments": "payment_amount",
            "Charges answered": "charge_amount",
            "Paid on claims": "paid_amount",
            "Provider adjustments": "provider_adjustment_amount",
            "Remittances": "remittance_count",
        },
        chart="trend",
        order="name",
        about="What payers sent and what charges they answered with it, by month of remittance.",
    ),
    Figure(
        name="revenue",
        title="Revenue by payer",
        model="rpt_revenue_by_payer",
        by={"Payer": "payer_key"},
        sums={
            "Paid": "paid_amount",
            "Charged": "charge_amount",
            "Contractual": "contractual_amount",
            "Patient": "patient_responsibility_amount",
            "Denied": "denial_amount",
            "Other": "other_adjustment_amount",
            "Provider adjustments": "provider_adjustment_amount",
            "Payments": "payment_amount",
        },
        rates={"Paid of charged": ("Paid", "Charged")},
    ),
    Figure(
        name="denial_reasons",
        title="Why claims are denied",
        model="rpt_denial_reasons",
        by={
            "Reason": "adjustment_reason_code || ' ' || reason_label",
            "Root cause": "replace(root_cause, '_', ' ')",
        },
        sums={
            "Denied charges": "denied_charge_amount",
            "Open charges": "open_charge_amount",
            "Lines": "denied_line_count",
            "Denial events": "denial_event_count",
            "Preventable": "preventable_count",
            "Overturned": "overturned_count",
        },
        rates={"Overturned of lines": ("Overturned", "Lines")},
        chart="pareto",
    ),
    Figure(
        name="denials_by_procedure",
        title="Denials by procedure",
        model="rpt_denial_rates_by_procedure",
        by={"Procedure": "procedure_code"},
        sums={
            "Denied charges": "denied_charge_amount",
            "Denied lines": "denied_line_count",
            "Adjudicated lines": "adjudicated_line_count",
            "Adjudicated charges": "adjudicated_charge_amount",
        },
        rates={
            "Denial rate": ("Denied lines", "Adjudicated lines"),
            "Of charges": ("Denied charges", "Adjudicated charges"),
        },
        chart="pareto",
        payer=None,
    ),
    Figure(
        name="funnel",
        title="From sending to answer",
        model="rpt_acknowledgement_funnel",
        by={"Sent month": "sent_month"},
        sums={
            "Sent": "submitted_count",
            "Answered by 999": "answered_by_999_count",
            "Answered by 277CA": "answered_by_277_count",
            "Without any edit": "clean_count",
            "Answered by 835": "adjudicated_count",
            "Waiting": "waiting_count",
            "Turned away": "rejected_count",
        },
        chart="steps",
        order="name",
    ),
    Figure(
        name="open_by_status",
        title="Open balance by status",
        model="fct_claims",
        by={"Status": "replace(chain_status, '_', ' ')"},
        sums={
            "Open": "open_payer_amount + open_patient_amount",
            "Payers owe": "open_payer_amount",
            "Patients owe": "open_patient_amount",
            "Claims": "1",
        },
        about="What payers and patients still owe, by what became of the claim.",
    ),
    Figure(
        name="aging",
        title="Aging of receivables",
        model="rpt_ar_aging",
        where="month_end_date = (select max(month_end_date) from gold.rpt_ar_aging as latest"
        " where latest.network_id = model.network_id)",
        by={"Days": "aging_bucket", "Owed by": "responsibility"},
        sums={
            "Open": "open_amount",
            "Owed": "owed_amount",
            "Credits": "credit_amount",
            "Claims": "claim_count",
        },
        order="name",
        about="Open balances at each network's latest month end by their age, credits apart.",
    ),
    Figure(
        name="roll_forward",
        title="Receivables from month to month",
        model="rpt_ar_roll_forward",
        by={"Month": "month_end_date"},
        sums={
            "Closing": "closing_amount",
            "Charges": "charge_amount",
            "Payments": "payment_amount",
            "Contractual": "contractual_amount",
            "Written off": "written_off_amount",
            "Other": "other_amount",
            "Opening": "opening_amount",
        },
        chart="trend",
        order="name",
        adds_up=False,
        about="Opening plus charges, less payments, contractual and write-offs, is the closing.",
    ),
    Figure(
        name="lag_triangle",
        title="How fast cash comes in",
        model="rpt_payment_lag_triangle",
        where="service_month >= (select max(service_month) - interval 12 months"
        " from gold.rpt_payment_lag_triangle) and lag_months <= 12",
        by={"Service month": "service_month", "Months after": "lag_months"},
        sums={"Paid so far": "paid_amount"},
        chart="matrix",
        order="name",
        running=True,
        about="Cash for the services of a month, added up by the months that it took to come.",
    ),
    Figure(
        name="expected_cash",
        title="Cash still to come",
        model="rpt_expected_cash",
        where="unknown_reason is null",
        by={"Service month": "service_month"},
        sums={
            "Paid": "paid_amount",
            "Expected": "expected_paid_amount",
            "Still to come": "expected_remaining_amount",
        },
        rates={"Completeness": ("Paid", "Expected")},
        chart="trend",
        order="name",
        about="How much of the cash of a month of service is in, by the way it came in before.",
    ),
    Figure(
        name="underpayments",
        title="Paid below contract",
        model="rpt_underpayments",
        by={"Payer": "payer_key"},
        sums={
            "Underpaid": "underpaid_amount",
            "Underpaid lines": "underpaid_line_count",
            "Settled lines": "settled_line_count",
            "By contract": "contract_amount",
            "Allowed": "allowed_amount",
        },
        rates={"Underpaid lines of settled": ("Underpaid lines", "Settled lines")},
    ),
    Figure(
        name="deadlines",
        title="Deadlines",
        model="rpt_deadline_radar",
        by={"Days left": "days_left_bucket", "To do": "replace(deadline_type, '_', ' ')"},
        sums={"At risk": "at_risk_amount", "Claims": "1"},
        order="name",
        about="Claims turned away or denied, by the days left to bill again or to appeal.",
    ),
    Figure(
        name="payer_scorecard",
        title="Payer scorecard",
        model="rpt_payer_scorecard",
        by={"Payer": "payer_key"},
        sums={
            "Payers owe": "open_payer_amount",
            "Charged": "charge_amount",
            "Paid": "paid_amount",
            "Claims": "claim_count",
            "Adjudicated": "adjudicated_count",
            "Denied first": "denied_first_count",
            "Overturned": "overturned_count",
            "First pass": "first_pass_count",
        },
        rates={
            "Initial denial rate": ("Denied first", "Adjudicated"),
            "Overturn rate": ("Overturned", "Denied first"),
            "First-pass resolution": ("First pass", "Adjudicated"),
        },
    ),
    Figure(
        name="provider_scorecard",
        title="Provider scorecard",
        model="rpt_provider_scorecard",
        payer=None,
        by={
            "Provider": "coalesce(provider_name, 'not on the roster')",
            "NPI": "provider_npi",
            "Specialty": "specialty",
            "Network": "network_id",
        },
        sums={
            "Charged": "charge_amount",
            "Contractual": "contractual_amount",
            "Net charges": "charge_amount - contractual_amount",
            "Paid": "paid_amount",
            "Open": "open_amount",
            "Lines": "line_count",
            "Denied lines": "denied_line_count",
        },
        rates={
            "Denied of lines": ("Denied lines", "Lines"),
            "Net collection rate": ("Paid", "Net charges"),
        },
        about="Rendering providers over all months; with too few members no figures are shown.",
    ),
    Figure(
        name="deposits",
        title="Remittances and deposits",
        model="rpt_deposit_reconciliation",
        by={"Status": "deposit_status"},
        sums={
            "Announced": "payment_amount",
            "Deposited": "deposited_amount",
            "Missing": "difference_amount",
            "Remittances": "remittance_count",
        },
    ),
    Figure(
        name="forward_balances",
        title="Forward balances",
        model="rpt_forward_balances",
        by={"Status": "balance_status", "Reason": "provider_adjustment_reason_code"},
        sums={
            "Put off": "opened_amount",
            "Settled": "settled_amount",
            "Open": "open_amount",
            "Balances": "balance_count",
        },
    ),
    Figure(
        name="anomalies",
        title="Days that stand out",
        model="rpt_payment_anomalies",
        where="is_anomaly",
        payer=None,
        by={"Day": "date_day", "Network": "network_id"},
        sums={"Paid": "payment_amount", "Usual": "usual_amount"},
        chart="table",
        order="name",
        empty="No day stands out.",
    ),
    Figure(
        name="quality",
        title="Data quality",
        model="rpt_source_quality",
        payer=None,
        by={"Feed": "feed", "Network": "network_id"},
        sums={
            "Arrived": "arrived_count",
            "Usable": "arrived_count - quarantined_count",
            "Quarantined": "quarantined_count",
            "Superseded": "superseded_count",
            "Issues": "issue_count",
        },
        rates={"Quality": ("Usable", "Arrived")},
        chart="table",
        order="name",
    ),
    Figure(
        name="freshness",
        title="Freshness",
        model="dim_network",
        payer=None,
        by={
            "Network": "network_id",
            "First service": "first_service_date",
            "Last posting": "last_posted_date",
        },
        sums={
            "Claims": "claim_count",
            "X12 files": "x12_file_count",
            "Other files": "feed_file_count",
        },
        chart="table",
        order="name",
        about="Until when each network's figures reach, and how many files they rest on.",
    ),
)
