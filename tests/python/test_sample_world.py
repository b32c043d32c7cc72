"""The simulated world against its own texts: truth, acknowledgements, deposits, feeds."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from x12_text import (
    Segment,
    adjustments,
    money,
    provider_adjustments,
    read_segments,
    split_loops,
    split_transactions,
)

from orchestration.sample import TRUTH, open_world, write_sample, write_truth

Row = dict[str, Any]
LAST_DAY = date(2026, 6, 30)
CONTRACTUAL = {"45", "24", "253", "131"}
DENIAL = {"11", "16", "22", "27", "29", "50", "96", "97", "109", "151", "197", "204", "252", "B7"}

# Canonical columns of every tabular feed, as the contract of the landing layer lists them.
FEED_COLUMNS = {
    "billing__charges": "charge_id account_id patient_id encounter_id line_number service_date"
    " post_date procedure_code modifier units charge_amount diagnosis_code"
    " rendering_provider_npi facility_code payer_id modified_at",
    "billing__invoices": "invoice_id account_id patient_id bill_date frequency_code"
    " original_invoice_id payer_id total_charge_amount invoice_status modified_at",
    "claims_db__claims": "claim_id frequency_code original_reference_number member_id payer_id"
    " claim_type billing_provider_npi rendering_provider_npi facility_code place_of_service_code"
    " service_from_date service_to_date billed_date total_charge_amount claim_status status_date"
    " modified_at",
    "claims_db__claim_lines": "claim_id frequency_code claim_line_number line_control_number"
    " procedure_code modifier units charge_amount service_date diagnosis_code modified_at",
    "ehr__patients": "patient_id member_id last_name first_name birth_date death_date sex"
    " address_line city state zip_code phone email social_security_number updated_at",
    "lockbox__payments": "deposit_id deposit_date bank_account payer_name payment_method"
    " trace_number deposit_amount remarks",
    "roster__providers": "roster_date provider_id provider_npi last_name first_name credential"
    " taxonomy_code specialty group_npi group_name tax_id facility_code facility_name"
    " effective_date termination_date",
    "eligibility__spans": "member_id subscriber_id relationship_code last_name first_name"
    " birth_date sex payer_id payer_name plan_id plan_name coverage_rank coverage_start_date"
    " coverage_end_date file_date",
    "fee_schedule__rates": "payer_id payer_name plan_id procedure_code modifier pricing_method"
    " rate_amount rate_percent effective_date end_date",
    "clearinghouse__acknowledgements": "acknowledgement_id claim_id frequency_code payer_id"
    " batch_control_number submitted_date acknowledged_date category_code status_code"
    " status_message total_charge_amount",
    "laboratory__variant_calls": "call_id sample_id order_id patient_id claim_id procedure_code"
    " collected_date reported_date gene_symbol chromosome position reference_allele"
    " alternate_allele genotype quality_score read_depth filter_status",
    "reference__codes": "code_system code short_description valid_from_date valid_to_date",
}
# What names a row of a feed inside its network.
FEED_KEYS = {
    "billing__charges": "charge_id",
    "billing__invoices": "invoice_id",
    "claims_db__claims": "claim_id, frequency_code",
    "claims_db__claim_lines": "claim_id, frequency_code, claim_line_number",
    "ehr__patients": "patient_id",
    "lockbox__payments": "deposit_id",
    "roster__providers": "roster_date, provider_id",
    "eligibility__spans": "file_date, member_id, payer_id, plan_id, coverage_start_date",
    "fee_schedule__rates": "payer_id, procedure_code, effective_date",
    "clearinghouse__acknowledgements": "acknowledgement_id",
    "laboratory__variant_calls": "call_id",
    "reference__codes": "code_system, code",
}


@dataclass(frozen=True)
class World:
    """What was written: X12 as segments by relative path, truth and feed tables as rows."""

    files: dict[str, list[Segment]]
    truth: dict[str, list[Row]]
    feeds: dict[str, list[Row]]

    def transactions(self, code: str) -> Iterator[tuple[str, list[Segment]]]:
        """Network and segments of every ST of a kind."""
        for path, segments in self.files.items():
            for transaction in split_transactions(segments):
                if transaction[0][1] == code:
                    yield path.split("/")[0], transaction


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    paths = write_sample(folder / "sample", truth=folder / "truth")
    files = {
        path.relative_to(folder / "sample").as_posix(): read_segments(path.read_text("ascii"))
        for path in paths
        if path.parent.name == "x12"
    }
    with duckdb.connect() as connection:
        truth = {
            name: rows(connection, f"select * from '{folder / 'truth' / name}.parquet'")
            for name in TRUTH
        }
    with open_world() as connection:
        feeds = {
            name: rows(
                connection,
                f"select network_id, feed.* from {name} as feed"
                f" join networks using (network_number) order by network_number, {key}",
            )
            for name, key in FEED_KEYS.items()
        }
    return World(files, truth, feeds)


def by(found: list[Row], *keys: str) -> dict[tuple[Any, ...], Row]:
    """Rows by a key that names each once."""
    named = {tuple(row[key] for key in keys): row for row in found}
    assert len(named) == len(found), f"{keys} name no row"
    return named


def chain_of(claim_id: str) -> str:
    """The claim id less what one network adds to it for a replacement or void."""
    return claim_id.rstrip("R")


def read_day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


# ---------------------------------------------------------------- truth against the texts


def test_the_money_of_every_chain_is_what_the_texts_sum_to(world: World) -> None:
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for network, transaction in world.transactions("835"):
        for loop in split_loops(transaction, "CLP"):
            own = [segment for segment in loop if segment[0] not in ("PLB", "SE")]
            found = adjustments(own)
            if ("OA", "18") in [(group, reason) for group, reason, _ in found]:
                assert money(loop[0][4]) == 0
                continue
            chain = sums[network, loop[0][1]]
            payer = "secondary" if loop[0][2] == "2" else "primary"
            chain[f"{payer}_paid"] += money(loop[0][4])
            for group, reason, amount in found:
                if reason in CONTRACTUAL:
                    chain["contractual"] += amount
                if group == "PR":
                    chain[f"{payer}_patient"] += amount
    truth = by(world.truth["claim_chains"], "network_id", "chain_id")
    assert set(sums) <= set(truth)
    for key, row in truth.items():
        chain = sums[key]
        answered = "secondary" if "secondary_paid" in chain else "primary"
        assert row["primary_paid_amount"] == chain["primary_paid"], key
        assert row["secondary_paid_amount"] == chain["secondary_paid"], key
        assert row["contractual_amount"] == chain["contractual"], key
        left = row["charge_amount"] - chain["primary_paid"] - chain["secondary_paid"]
        left -= chain["contractual"] + row["written_off_amount"]
        if row["chain_status"] == "voided":
            left = Decimal(0)
        assert row["open_payer_amount"] + row["open_patient_amount"] == left, key
        assert row["open_payer_amount"] >= 0
        assert row["open_patient_amount"] >= 0
        if row["chain_status"] not in ("voided", "awaiting_secondary"):
            assert row["open_patient_amount"] == chain[f"{answered}_patient"], key


def test_the_movements_of_every_chain_are_those_of_the_texts_and_leave_what_is_open(
    world: World,
) -> None:
    """Payments and contractual adjustments by day of the check; the sum of all by chain."""
    answered: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for network, transaction in world.transactions("835"):
        for loop in split_loops(transaction, "CLP"):
            found = adjustments([segment for segment in loop if segment[0] not in ("PLB", "SE")])
            if ("OA", "18") in [(group, reason) for group, reason, _ in found]:
                continue
            key = (network, loop[0][1], read_day(transaction[1][16]))
            answered[*key, "payment"] += money(loop[0][4])
            for _, reason, amount in found:
                if reason in CONTRACTUAL:
                    answered[*key, "contractual"] += amount
    told: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    left: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in world.truth["movements"]:
        chain = (row["network_id"], row["chain_id"])
        if row["movement_kind"] in ("payment", "contractual"):
            told[*chain, row["posted_date"], row["movement_kind"]] += row["amount"]
        left[chain][0] += row["payer_balance_amount"]
        left[chain][1] += row["patient_balance_amount"]
    for amounts in (told, answered):  # what is paid and taken back on one day
        for key in [key for key, amount in amounts.items() if not amount]:
            del amounts[key]
    assert told == answered
    chains = by(world.truth["claim_chains"], "network_id", "chain_id")
    assert left == {
        key: [row["open_payer_amount"], row["open_patient_amount"]] for key, row in chains.items()
    }


def test_the_money_and_denials_of_every_line_are_what_the_texts_say(world: World) -> None:
    """Denied by DOMAIN 4: nothing paid, a denial reason, and the group is not the patient's."""
    paid: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    denials: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    for network, transaction in world.transactions("835"):
        for loop in split_loops(transaction, "CLP"):
            for line in split_loops([s for s in loop if s[0] not in ("PLB", "SE")], "SVC"):
                control = next(s[2] for s in line if s[:2] == ["REF", "6R"])
                found = adjustments(line)
                if ("OA", "18") in [(group, reason) for group, reason, _ in found]:
                    continue
                paid[network, control] += money(line[0][3])
                if loop[0][2] in ("1", "19"):
                    is_denied = money(line[0][3]) == 0 and any(
                        reason in DENIAL and group != "PR" for group, reason, _ in found
                    )
                    denials[network, control].append((transaction[1][16], is_denied))
    truth = by(world.truth["claim_lines"], "network_id", "line_control_number")
    chains = by(world.truth["claim_chains"], "network_id", "chain_id")
    denied = 0
    for key, row in truth.items():
        assert row["primary_paid_amount"] + row["secondary_paid_amount"] == paid[key], key
        answers = sorted(denials[key])
        assert row["was_denied_first"] == (answers[0][1] if answers else None), key
        if chains[row["network_id"], row["chain_id"]]["chain_status"] != "voided":
            assert row["is_denied"] == (answers[-1][1] if answers else None), key
        assert bool(row["is_denied"]) == (row["denial_reason"] is not None), key
        denied += bool(row["is_denied"])
    assert denied > 150
    lines: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in truth.values():
        lines[row["network_id"], row["chain_id"]] += row["charge_amount"]
    assert lines == {key: row["charge_amount"] for key, row in chains.items()}


def test_the_denial_of_a_chain_is_that_of_its_lines(world: World) -> None:
    reasons: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in world.truth["claim_lines"]:
        if row["was_denied_first"]:
            reasons[row["network_id"], row["chain_id"]].add(row["first_denial_reason"])
    overturned = 0
    for key, row in by(world.truth["claim_chains"], "network_id", "chain_id").items():
        expected = {row["first_denial_reason"]} if row["was_denied_first"] else set()
        assert reasons[key] == expected, key
        overturned += row["was_overturned"]
        assert row["was_denied_first"] or not row["was_overturned"]
    assert overturned > 40


def test_every_check_and_file_of_the_truth_is_in_the_texts(world: World) -> None:
    checks = by(world.truth["checks"], "network_id", "trace_number")
    found = set()
    for network, transaction in world.transactions("835"):
        trace = next(s[2] for s in transaction if s[0] == "TRN")
        row = checks[network, trace]
        found.add((network, trace))
        pairs: dict[str, Decimal] = defaultdict(Decimal)
        for reason, amount in provider_adjustments(transaction):
            pairs[re.split("[:>]", reason)[0]] += amount
        paid = [money(s[4]) for s in transaction if s[0] == "CLP"]
        assert row["payment_amount"] == money(transaction[1][2])
        assert row["check_date"] == read_day(transaction[1][16])
        assert (row["claim_count"], row["claims_amount"]) == (len(paid), sum(paid))
        assert row["recovery_amount"] == pairs["WO"]
        assert row["interest_amount"] == pairs["L6"]
        assert row["refund_amount"] == pairs["72"]
        assert row["forward_balance_amount"] == pairs["FB"]
    assert found == set(checks)

    truth = by(world.truth["files"], "path")
    assert {key[0] for key in truth} == set(world.files)
    for path, segments in world.files.items():
        row = truth[path,]
        assert row["transactions"] == sum(s[0] == "ST" for s in segments), path
        claims = {"claims": "CLM", "remittances": "CLP"}.get(row["kind"], "HL")
        counted = [s for s in segments if s[0] == claims and (claims != "HL" or s[3] == "PT")]
        assert row["claims"] == len(counted), path
        amounts = [money(s[4]) for s in segments if s[0] == "CLP"]
        assert row["claims_amount"] == sum(amounts), path


def test_forwarded_balances_net_to_zero_or_are_open_as_truth_says(world: World) -> None:
    payees: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in world.truth["checks"]:
        payees[row["network_id"], row["payer_id"], row["group_npi"]].append(row)
    still_open = 0
    for checks in payees.values():
        checks.sort(key=lambda row: row["check_date"])
        assert (
            sum(row["forward_balance_amount"] for row in checks)
            == (checks[-1]["carried_balance_amount"])
        )
        still_open += checks[-1]["carried_balance_amount"] < 0
    carried = sum(row["carried_balance_amount"] < 0 for row in world.truth["checks"])
    assert carried > 10
    assert still_open < carried


# ---------------------------------------------------------------- acknowledgements


def test_every_claim_is_accepted_or_rejected_as_truth_says(world: World) -> None:
    refused = {
        (path.split("/")[0], path[-11:-4], level[0][2])
        for path, segments in world.files.items()
        for level in split_loops(segments, "AK2")
        if any(s[:2] == ["IK5", "R"] for s in level)
    }
    answers: dict[tuple[str, str, str], str] = {}
    for network, transaction in world.transactions("277"):
        traces = [s[2] for s in transaction if s[:2] == ["TRN", "2"]]
        for loop in split_loops(transaction, "TRN"):
            if loop[0][1] == "2" and loop[0][2] != traces[0]:
                key = (network, traces[0], loop[0][2])
                assert key not in answers
                answers[key] = re.split("[:>]", next(s[1] for s in loop if s[0] == "STC"))[0]
    rejections = by(world.truth["rejections"], "network_id", "batch_control_number", "claim_id")
    sent, turned_away = set(), 0
    for network, transaction in world.transactions("837"):
        batch = transaction[1][3]
        for claim in (s for s in transaction if s[0] == "CLM"):
            key = (network, batch, claim[1])
            sent.add(key)
            row = rejections.get(key)
            turned_away += row is not None
            if row is None:
                assert answers[key] == "A2"
            elif row["rejected_by"] == "277":
                assert answers[key] == row["category_code"]
                assert row["category_code"] in ("A3", "A6", "A7", "A8")
            else:
                assert key not in answers
                month = f"{batch[:4]}-{batch[4:6]}"
                assert (network, month, transaction[0][2]) in refused
                # IK3*SBR*13 and IK4*9: the thirteenth segment lacks its ninth element
                assert (transaction[12][0], len(transaction[12])) in (("SBR", 2), ("SBR", 3))
    assert set(answers) <= sent
    assert turned_away == len(rejections)
    assert {row["rejected_by"] for row in rejections.values()} == {"999", "277"}
    resent = [row["resent_date"] for row in rejections.values()]
    assert 0.6 < sum(day is not None for day in resent) / len(resent) < 0.95


def test_a_999_counts_what_it_answers(world: World) -> None:
    batches = Counter((network, t[0][2], t[1][3][:6]) for network, t in world.transactions("837"))
    answered = 0
    for _, transaction in world.transactions("999"):
        outcomes = [s[1] for s in transaction if s[0] == "IK5"]
        closing = next(s for s in transaction if s[0] == "AK9")
        accepted = outcomes.count("A")
        expected = {len(outcomes): "A", 0: "R"}.get(accepted, "P")
        assert closing[1:] == [expected, *map(str, (len(outcomes), len(outcomes), accepted))]
        answered += len(outcomes)
    assert answered == sum(batches.values())


def test_the_report_of_the_clearinghouse_agrees_with_the_277ca(world: World) -> None:
    reported = {
        (row["network_id"], row["batch_control_number"], row["claim_id"]): (
            row["category_code"], row["status_code"], row["total_charge_amount"],
        )
        for row in world.feeds["clearinghouse__acknowledgements"]
    }  # fmt: skip
    found = {}
    for network, transaction in world.transactions("277"):
        batch = next(s[2] for s in transaction if s[:2] == ["TRN", "2"])
        for loop in split_loops(transaction, "TRN"):
            if loop[0][1] == "2" and loop[0][2] != batch:
                stc = next(s for s in loop if s[0] == "STC")
                category, status = re.split("[:>]", stc[1])[:2]
                found[network, batch, loop[0][2]] = (category, status, money(stc[4]))
    assert found == reported


def test_a_rejected_claim_reaches_no_payer_before_it_is_sent_again(world: World) -> None:
    answered: dict[tuple[str, str], date] = {}
    for network, transaction in world.transactions("835"):
        for clp in (s for s in transaction if s[0] == "CLP"):
            key, day = (network, clp[1]), read_day(transaction[1][16])
            answered[key] = min(day, answered.get(key, day))
    for row in world.truth["claim_chains"]:
        first = answered.get((row["network_id"], row["chain_id"]))
        assert row["first_check_date"] == first
        assert first is None or (row["accepted_date"] and first > row["accepted_date"])
        assert (row["chain_status"] == "rejected") == (row["accepted_date"] is None)


# ---------------------------------------------------------------- the bank


def test_deposits_agree_with_the_checks_as_truth_says(world: World) -> None:
    deposits = by(world.feeds["lockbox__payments"], "network_id", "trace_number")
    checks = by(world.truth["checks"], "network_id", "trace_number")
    found: Counter[str] = Counter()
    expected: dict[tuple[str, str], Decimal] = {}
    for (network, trace), row in checks.items():
        kind, paid = row["deposit_kind"], row["payment_amount"]
        found[kind] += 1
        assert (kind == "none") == (paid == 0)
        if kind in ("single", "combined"):
            expected[network, trace] = paid
        elif kind == "partial":
            assert 0 < deposits[network, trace]["deposit_amount"] < paid
        elif kind == "mistyped":
            assert (network, trace) not in deposits
            assert deposits[network, trace[:-2] + trace[-1] + trace[-2]]["deposit_amount"] == paid
        else:
            assert (network, trace) not in deposits
    for (network, trace), deposit in deposits.items():
        if remark := re.fullmatch(r"INCLUDES (\S+)", deposit["remarks"] or ""):
            assert checks[network, trace]["deposit_kind"] == "combined"
            expected[network, trace] += expected.pop((network, remark[1]))
    for key, amount in expected.items():
        assert deposits[key]["deposit_amount"] == amount, key
        assert deposits[key]["deposit_date"] > checks[key]["check_date"]
    assert all(row["deposit_date"] <= LAST_DAY for row in deposits.values())
    assert min(found[kind] for kind in ("combined", "partial", "mistyped", "missing")) > 5


# ---------------------------------------------------------------- the other feeds


def test_the_feeds_have_the_columns_of_the_contract_and_keys_that_hold(world: World) -> None:
    assert set(world.feeds) == set(FEED_COLUMNS) == set(FEED_KEYS)
    for name, found in world.feeds.items():
        assert list(found[0]) == ["network_id", "network_number", *FEED_COLUMNS[name].split()]
        by(found, "network_id", *FEED_KEYS[name].split(", "))


def test_ids_collide_between_networks(world: World) -> None:
    for feed, column, share in (
        ("claims_db__claims", "claim_id", 3),
        ("billing__charges", "charge_id", 3),
        ("billing__invoices", "invoice_id", 3),
        ("ehr__patients", "patient_id", 2),
        ("ehr__patients", "member_id", 2),
        ("roster__providers", "provider_id", 3),
    ):
        networks: dict[str, set[str]] = defaultdict(set)
        for row in world.feeds[feed]:
            networks[row[column]].add(row["network_id"])
        assert max(map(len, networks.values())) == share, column


def merge(spans: list[tuple[date, date | None]]) -> list[tuple[date, date | None]]:
    """Gaps and islands, as DOMAIN 7 merges coverage."""
    merged: list[tuple[date, date | None]] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        last = merged[-1] if merged else None
        if last and (last[1] is None or start <= last[1] + timedelta(days=1)):
            end = None if last[1] is None or end is None else max(last[1], end)
            merged[-1] = (last[0], end)
        else:
            merged.append((start, end))
    return merged


def test_coverage_has_gaps_overlaps_and_changes_and_truth_merges_them(world: World) -> None:
    spans: dict[tuple[str, ...], list[tuple[date, date | None]]] = defaultdict(list)
    for row in world.feeds["eligibility__spans"]:
        if row["file_date"] == LAST_DAY:
            key = (row["network_id"], row["member_id"], row["payer_id"], row["plan_id"])
            spans[key].append((row["coverage_start_date"], row["coverage_end_date"]))
    truth: dict[tuple[str, ...], list[tuple[date, date | None]]] = defaultdict(list)
    months: Counter[tuple[str, str, int]] = Counter()
    for row in world.truth["coverage"]:
        key = (row["network_id"], row["member_id"], row["payer_id"], row["plan_id"])
        truth[key].append((row["coverage_start_date"], row["coverage_end_date"]))
        months[row["network_id"], row["member_id"], row["coverage_rank"]] += row["member_months"]
    assert {key: merge(found) for key, found in spans.items()} == {
        key: sorted(found) for key, found in truth.items()
    }
    assert sum(len(found) > 1 for found in truth.values()) > 20, "gaps"
    assert sum(len(spans[key]) > len(found) for key, found in truth.items()) > 20, "overlaps"
    payers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in world.truth["coverage"]:
        if row["coverage_rank"] == 1:
            payers[row["network_id"], row["member_id"]].add(row["payer_id"])
    assert sum(len(found) > 1 for found in payers.values()) > 20, "payer changes"
    assert any(row["coverage_rank"] == 2 for row in world.truth["coverage"])
    assert max(months.values()) == 12
    assert min(months.values()) < 12
    assert any(row["relationship_code"] == "19" for row in world.feeds["eligibility__spans"])


def test_charges_are_billed_late_or_not_at_all(world: World) -> None:
    lines = by(world.truth["claim_lines"], "network_id", "chain_id", "line_number")
    charges = by(world.feeds["billing__charges"], "network_id", "account_id", "line_number")
    invoices = {
        (row["network_id"], row["account_id"]): row["bill_date"]
        for row in world.feeds["billing__invoices"]
        if row["frequency_code"] == "1"
    }
    for key, line in lines.items():
        assert charges[key]["charge_amount"] == line["charge_amount"]
        assert charges[key]["procedure_code"] == line["procedure_code"]
    unbilled = [row for key, row in charges.items() if key[:2] not in invoices]
    late = [row for key, row in charges.items() if key[:2] in invoices and key not in lines]
    assert len({(row["network_id"], row["account_id"]) for row in unbilled}) > 20
    assert len(late) > 20
    assert all(row["post_date"] > invoices[row["network_id"], row["account_id"]] for row in late)
    assert len(charges) == len(lines) + len(unbilled) + len(late)


def test_the_claims_database_holds_every_claim_that_was_sent(world: World) -> None:
    stored = by(world.feeds["claims_db__claims"], "network_id", "claim_id", "frequency_code")
    sent = {
        (network, claim[1], claim[5][-1]): money(claim[2])
        for network, transaction in world.transactions("837")
        for claim in transaction
        if claim[0] == "CLM"
    }
    assert {key: row["total_charge_amount"] for key, row in stored.items()} == sent
    assert {row["claim_status"] for row in stored.values()} == {
        "SUBMITTED", "REJECTED", "PAID", "PARTIAL", "DENIED", "REPLACED", "VOIDED", "WRITTEN_OFF",
    }  # fmt: skip
    assert all(row["status_date"] <= LAST_DAY for row in stored.values())


def test_lines_are_paid_by_the_contract_and_some_below_it(world: World) -> None:
    rates = defaultdict(list)
    for row in world.feeds["fee_schedule__rates"]:
        rates[row["network_id"], row["payer_id"], row["procedure_code"]].append(row)
    chains = by(world.truth["claim_chains"], "network_id", "chain_id")
    underpaid = 0
    for line in world.truth["claim_lines"]:
        chain = chains[line["network_id"], line["chain_id"]]
        (rate,) = (
            row
            for row in rates[line["network_id"], chain["payer_id"], line["procedure_code"]]
            if row["effective_date"] <= chain["service_date"] <= (row["end_date"] or LAST_DAY)
        )
        if rate["pricing_method"] == "fee_schedule":
            allowed = min(rate["rate_amount"] * line["units"], line["charge_amount"])
        else:
            allowed = line["charge_amount"] * rate["rate_percent"] / 100
        assert abs(line["contract_amount"] - allowed) <= Decimal("0.005")
        underpaid += bool(line["is_underpaid"])
    assert underpaid > 50


def test_rosters_change_over_the_year(world: World) -> None:
    rosters: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in world.feeds["roster__providers"]:
        rosters[row["network_id"]][row["provider_id"]].append(row)
    for providers in rosters.values():
        dates = {row["roster_date"] for found in providers.values() for row in found}
        assert len(dates) == 4
        assert any(len({row["group_npi"] for row in found}) > 1 for found in providers.values())
        assert any(len({row["taxonomy_code"] for row in found}) > 1 for found in providers.values())
        assert any(found[0]["roster_date"] > min(dates) for found in providers.values())
        assert any(found[-1]["roster_date"] < max(dates) for found in providers.values())
        assert any(row["termination_date"] for found in providers.values() for row in found)


def test_variant_calls_belong_to_claims_with_the_test(world: World) -> None:
    tested = {
        (row["network_id"], row["chain_id"], row["procedure_code"])
        for row in world.truth["claim_lines"]
    }
    calls = world.feeds["laboratory__variant_calls"]
    linked = [
        (row["network_id"], row["claim_id"], row["procedure_code"]) in tested for row in calls
    ]
    assert 0.95 < sum(linked) / len(linked) < 1, "a few tests were never billed"
    low = [row for row in calls if row["quality_score"] < 20]
    assert {row["filter_status"] for row in low} == {"LowQual"}
    assert 0.05 < len(low) / len(calls) < 0.25
    assert all(row["reference_allele"] != row["alternate_allele"] for row in calls)


def test_patients_are_plainly_made_up(world: World) -> None:
    for row in world.feeds["ehr__patients"]:
        assert re.fullmatch(r"9\d\d-\d\d-\d{4}", row["social_security_number"])
        assert re.fullmatch(r"\d{3}-555-01\d\d", row["phone"])
        assert row["email"].endswith("@example.invalid")
    assert all(
        row["short_description"] is None
        for row in world.feeds["reference__codes"]
        if row["code_system"] == "CPT"
    )


# ---------------------------------------------------------------- the world itself


def test_every_story_and_status_occurs(world: World) -> None:
    chains = world.truth["claim_chains"]
    assert {row["chain_status"] for row in chains} == {
        "rejected", "open", "awaiting_secondary", "denied", "written_off", "partially_paid",
        "paid_and_written_off", "paid", "patient_share", "patient_billed", "capitated", "voided",
    }  # fmt: skip
    stories = Counter((row["network_id"], row["story"]) for row in chains)
    assert len({story for _, story in stories}) == 16
    rare = {key for key, count in stories.items() if count < 3}
    assert not rare, rare
    assert any(len(row["claim_ids"]) > 1 for row in chains)


def digests(threads: int, folder: Path) -> dict[str, str]:
    """SHA-256 of every feed's rows and of every file of the truth."""
    found = {}
    with open_world(claim_lines=3000, threads=threads) as connection:
        for name, key in FEED_KEYS.items():
            table = connection.execute(f"select * from {name} order by network_number, {key}")
            found[name] = hashlib.sha256(repr(table.fetchall()).encode()).hexdigest()
        write_truth(connection, folder)
    for name in TRUTH:
        content = (folder / f"{name}.parquet").read_bytes()
        found[f"truth/{name}"] = hashlib.sha256(content).hexdigest()
    return found


def test_feeds_and_truth_are_the_same_on_any_number_of_threads(tmp_path: Path) -> None:
    assert digests(1, tmp_path) == digests(4, tmp_path)
